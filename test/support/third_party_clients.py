"""Gets tokens from Capstan with the OAuth 2 clients of others, and calls the API with them.

Reads {"base_url", "secret_client": {"id", "secret"}, "key_client": {"id", "private_key"}} as JSON from standard
input; writes {case: identity} as JSON to standard output, identity being what GET /v1/me answers.
"""

import json
import sys

import requests
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from oauthlib.oauth2 import BackendApplicationClient
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session as OauthlibSession

given = json.load(sys.stdin)
me = given["base_url"] + "/v1/me"
metadata = requests.get(given["base_url"] + "/.well-known/oauth-authorization-server", timeout=10).json()
token_endpoint = metadata["token_endpoint"]
client_id, secret = given["secret_client"]["id"], given["secret_client"]["secret"]


def identity(session):
    answer = session.get(me, timeout=10)
    answer.raise_for_status()
    return answer.json()


def oauthlib_basic():
    session = OauthlibSession(client=BackendApplicationClient(client_id=client_id))
    session.fetch_token(token_url=token_endpoint, auth=HTTPBasicAuth(client_id, secret))
    return identity(session)


def oauthlib_post():
    session = OauthlibSession(client=BackendApplicationClient(client_id=client_id))
    session.fetch_token(token_url=token_endpoint, client_id=client_id, client_secret=secret, include_client_id=True)
    return identity(session)


def authlib_secret(method):
    session = AuthlibSession(client_id, secret, token_endpoint_auth_method=method)
    session.fetch_token(token_endpoint, grant_type="client_credentials")
    return identity(session)


def authlib_private_key_jwt():
    client = given["key_client"]
    session = AuthlibSession(client["id"], client["private_key"], token_endpoint_auth_method="private_key_jwt")
    session.register_client_auth_method(PrivateKeyJWT(token_endpoint))
    session.fetch_token(token_endpoint, grant_type="client_credentials")
    return identity(session)


def authlib_revoked():
    session = AuthlibSession(client_id, secret)
    token = session.fetch_token(token_endpoint, grant_type="client_credentials")["access_token"]
    before = session.introspect_token(metadata["introspection_endpoint"], token=token).json()
    session.revoke_token(metadata["revocation_endpoint"], token=token)
    after = session.introspect_token(metadata["introspection_endpoint"], token=token).json()
    return {"before": before["active"], "after": after["active"]}


json.dump(
    {
        "oauthlib_basic": oauthlib_basic(),
        "oauthlib_post": oauthlib_post(),
        "authlib_basic": authlib_secret("client_secret_basic"),
        "authlib_post": authlib_secret("client_secret_post"),
        "authlib_private_key_jwt": authlib_private_key_jwt(),
        "authlib_revoked": authlib_revoked(),
    },
    sys.stdout,
)
