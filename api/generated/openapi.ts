/** Types of openapi.yaml, made by scripts/openapi-types/generate.mjs: change the contract, not this file. */

export interface paths {
    "/v1/oauth2/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get an access token
         * @description For applications: OAuth 2.0 client credentials (RFC 6749, section 4.4) with a secret or a signed JWT (RFC 7523), or the exchange of a token that a workload issuer has signed (RFC 8693). The token is opaque and short-lived, and ends with the application, its status and the credential that it was issued for. With a `DPoP` proof it is bound to the key of that proof.
         */
        post: operations["issueToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/oauth2/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke an access token
         * @description RFC 7009. A token that is unknown or expired counts as revoked.
         */
        post: operations["revokeToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/oauth2/introspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask about an access token
         * @description RFC 7662. An application asks about tokens of its own; all others are not active to it, whatever they are. One that has no secret and no key cannot ask.
         */
        post: operations["introspectToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/oauth-authorization-server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the OAuth2 server supports
         * @description RFC 8414.
         */
        get: operations["getOauthMetadata"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who am I, and what may I do
         * @description Answers with the identity, organization and permissions of the caller.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change my password
         * @description Of the user who asks, with a fresh authentication. All other tokens of the user end, and open event streams that were opened with the old password. Users of an identity provider have none here (409 `conflict`). It concerns the identity at home: with `X-Capstan-Organization` of another one it is refused (409 `conflict`).
         */
        post: operations["setMyPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set up my second factor
         * @description Makes the secret of a time-based second factor (RFC 6238: SHA-1, six digits, 30 seconds) and shows it this once, also as a URI for a QR code. It counts only once it is confirmed; asked again before, another one takes its place. For users with a password here, at home.
         */
        post: operations["beginMyTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm my second factor
         * @description Shows that the secret has arrived. From then on the password alone is 401 `second_factor_required`: send a code in `X-Capstan-Otp` with it, once each. The answer shows ten recovery codes this once; each stands for a code, once. A token that confirms counts as one that was got with both factors; all other tokens of the user end, and open event streams that any other credential of the user's sign-in proved.
         */
        post: operations["confirmMyTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/totp/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove my second factor
         * @description Wants a code that has not been used yet, or a recovery code. The password alone is enough from then on; recovery codes that are left are void, and all tokens of the user but the one of this request end.
         */
        post: operations["removeMyTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List my tokens
         * @description User tokens of the caller that have not expired, the newest first; never their text.
         */
        get: operations["listMyTokens"];
        put?: never;
        /**
         * Get a user token
         * @description Gives a bearer token for the password, and for both factors where the user has two: this very request must come with HTTP Basic, whatever else is 403 `password_required`. The answer shows the token this once. It lives as long as the organization’s `user_token_minutes`, and counts as a fresh authentication for `step_up_minutes`.
         */
        post: operations["createMyToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get one of my tokens
         * @description Answers with one user token of the caller; never with its text.
         */
        get: operations["getMyToken"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/tokens/{token_id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke one of my tokens
         * @description Ends a token at once, the one that this request comes with as well: that is how one signs out. Doing it twice is harmless.
         */
        post: operations["revokeMyToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sign-in/{organization}/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign in at an identity provider
         * @description For browsers: goes to the OpenID provider and comes back to `/v1/sign-in/callback`, then to `redirect_uri` with a `code` for `/v1/sign-in/token` and the `state`. PKCE (RFC 7636, S256) binds that code to whoever began. The redirect goes to loopback (RFC 8252) or below this server’s own public address alone, and to none of its own pages. A cookie binds the way back to the browser; another sign-in in the same browser takes its place.
         */
        get: operations["beginSignIn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sign-in/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Come back from an identity provider
         * @description Where identity providers send the browser; register this address with them. Checks the answer, brings group memberships in line with the provider’s groups, and goes on to the `redirect_uri` of the beginning. Works once.
         */
        get: operations["completeSignIn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sign-in/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a user token for a sign-in
         * @description Gives the user token for the code that `/v1/sign-in/callback` sent. The code works once, also where the verifier is wrong; the answer shows the token this once. A code that comes once more also ends the token that it gave. Codes from before the user, the provider or the organization was deactivated give none.
         */
        post: operations["redeemSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List organizations
         * @description The organization that the caller belongs to, and those where it has a grant in force, by id: what `X-Capstan-Organization` may name. Holders of `organization:manage` see all.
         */
        get: operations["listOrganizations"];
        put?: never;
        /**
         * Create an organization
         * @description Makes an organization with its root scope, the built-in platforms and a first administrator, whose password the answer shows this once. Needs `organization:manage`, which holds in the first organization alone.
         */
        post: operations["createOrganization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an organization
         * @description Answers with one organization; those that `listOrganizations` leaves out look like missing ones.
         */
        get: operations["getOrganization"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change an organization
         * @description Changes the settings of the organization that the request acts in; any other one looks like a missing one. Its name stays, since users sign in with it.
         */
        patch: operations["updateOrganization"];
        trace?: never;
    };
    "/v1/organizations/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate an organization
         * @description Lets its users and applications authenticate again; tokens of before do not come back. Doing it twice is harmless.
         */
        post: operations["activateOrganization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate an organization
         * @description Its users and applications cannot authenticate any more, their tokens end, and nobody can act in it. What it holds is kept, and jobs at work go on. The first organization stays active: 409 `conflict`. Doing it twice is harmless.
         */
        post: operations["deactivateOrganization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List users
         * @description Users of the organization, by id, with their e-mail addresses. Whoever holds `user:read` on any scope sees all of them; grants name them.
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Create a user
         * @description Makes a local user, who may do nothing yet: grants and groups give rights. Without a password in the request one is made, and the answer shows it this once.
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a user
         * @description Answers with one user. Everybody may read their own.
         */
        get: operations["getUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a user
         * @description Changes how a user is shown and reached. The name stays, since the audit log names it.
         */
        patch: operations["updateUser"];
        trace?: never;
    };
    "/v1/users/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate a user
         * @description Lets the user authenticate again; tokens of before do not come back, API keys that are not revoked do. Whoever does it must hold all that the user holds (403 `privilege_escalation`). A user who was erased stays inactive (409 `conflict`). Doing it twice is harmless.
         */
        post: operations["activateUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate a user
         * @description The user and its API keys cannot authenticate any more, and its tokens end. Whoever does it must hold all that the user holds (403 `privilege_escalation`), and is not that user (403 `own_rights`). The last administrator stays (409 `last_administrator`). Doing it twice is harmless.
         */
        post: operations["deactivateUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset the password of a user
         * @description Sets another password, and ends all tokens of the user; without one in the request one is made, and the answer shows it this once. Whoever does it must hold all that the user holds (403 `privilege_escalation`); one’s own is changed at /v1/me/password (403 `own_rights`). Users of an identity provider have none (409 `conflict`).
         */
        post: operations["resetUserPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/totp/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove the second factor of a user
         * @description For a user who has lost it: the password alone is enough from now on, and all tokens of the user end. Whoever does it must hold all that the user holds (403 `privilege_escalation`); one’s own is removed at /v1/me/totp/remove (403 `own_rights`). Doing it twice is harmless.
         */
        post: operations["resetUserTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a user can reach
         * @description Every grant in force that the user holds in this organization, itself or through a group, with what it permits and where, by id of the grant. Users see all of their own; others see what lies where they hold `grant:read`, and `summary` counts no more than that. An inactive user reaches nothing until it is activated: `status` says so.
         */
        get: operations["listUserAccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the API keys of a user
         * @description Keys of the user, revoked ones as well, by id; never the keys themselves. Everybody may list their own.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Create an API key
         * @description Makes a key that acts as its user, with what the user may do at that moment, except what manages users, credentials of identities, keys and rights. Only the user itself can: whoever made one for somebody else could act as them (403 `forbidden`). The answer shows the key this once. A user has 100 keys that are not revoked at most: 409 `conflict`.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/api-keys/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an API key
         * @description Answers with one API key; never the key itself. Everybody may read their own.
         */
        get: operations["getApiKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change or revoke an API key
         * @description `status: revoked` stops the key at once and for good, and keeps its record; the user itself may do it, and holders of `api_key:write`. Description, expiry and addresses are changed by the user itself alone (403 `forbidden`). A revoked key does not change any more (409 `conflict`); revoking it twice is harmless.
         */
        patch: operations["updateApiKey"];
        trace?: never;
    };
    "/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List groups
         * @description Groups of the organization, by id.
         */
        get: operations["listGroups"];
        put?: never;
        /**
         * Create a group
         * @description Makes a group without members. What is granted to it holds for all its members.
         */
        post: operations["createGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a group
         * @description Answers with one group.
         */
        get: operations["getGroup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a group
         * @description Changes name and description; rights stay as they are.
         */
        patch: operations["updateGroup"];
        trace?: never;
    };
    "/v1/groups/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate a group
         * @description What is granted to the group holds for its members again. Whoever does it must hold all of it, for as long (403 `privilege_escalation`), and is no member (403 `own_rights`). Doing it twice is harmless.
         */
        post: operations["activateGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate a group
         * @description What is granted to the group holds for nobody; members and grants are kept. Whoever does it must hold all of that, for as long (403 `privilege_escalation`), and is no member (403 `own_rights`). The last administrator stays (409 `last_administrator`). Doing it twice is harmless.
         */
        post: operations["deactivateGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the members of a group
         * @description Members of the group, by the id of the user.
         */
        get: operations["listGroupMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{id}/members/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Add a member to a group
         * @description The user gets what is granted to the group. Whoever does it must hold all of that, for as long (403 `privilege_escalation`), and does not add themselves (403 `own_rights`). A membership that an identity provider keeps becomes one by hand, which sign-ins leave alone. Doing it twice is harmless.
         */
        put: operations["addGroupMember"];
        post?: never;
        /**
         * Remove a member from a group
         * @description The user loses what it holds through the group. Whoever does it must hold all of that, for as long (403 `privilege_escalation`), and does not remove themselves (403 `own_rights`). The last administrator stays (409 `last_administrator`). Where an identity provider keeps the membership, the next sign-in may bring it back.
         */
        delete: operations["removeGroupMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List roles
         * @description Roles that grants can name, by name: those that every organization has, and those that this one has made.
         */
        get: operations["listRoles"];
        put?: never;
        /**
         * Create a role
         * @description Makes a role of permissions, all of which the caller must hold on the whole organization without end (403 `privilege_escalation`).
         */
        post: operations["createRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/roles/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a role
         * @description Answers with one role. Those that are built in have no ETag, since nobody changes them.
         */
        get: operations["getRole"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a role
         * @description Changes description and permissions; every grant of the role follows at once. Permissions that are added or removed must be held by the caller on the whole organization without end (403 `privilege_escalation`), and nobody changes the permissions of a role that they hold (403 `own_rights`). Built-in roles stay as they are: 409 `conflict`.
         */
        patch: operations["updateRole"];
        trace?: never;
    };
    "/v1/roles/{name}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate a role
         * @description Grants of the role permit again what it holds. The caller must hold all of that on the whole organization without end (403 `privilege_escalation`), and hold no grant of this role (403 `own_rights`). Doing it twice is harmless.
         */
        post: operations["activateRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/roles/{name}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate a role
         * @description Grants of the role are kept, but permit nothing. The caller must hold what it permits on the whole organization without end (403 `privilege_escalation`), and not through this role (403 `own_rights`). Built-in roles stay active: 409 `conflict`. Doing it twice is harmless.
         */
        post: operations["deactivateRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List grants
         * @description Who holds which role where, by id. Revoked and expired grants stay, as evidence; `status` narrows the list.
         */
        get: operations["listGrants"];
        put?: never;
        /**
         * Grant a role
         * @description Gives a user, an application or a group a role on a scope, with all below it, or on a single resource. The caller must hold all that the role permits there, for at least as long (403 `privilege_escalation`), and gives nothing to itself or to its own groups (403 `own_rights`). Somebody of another organization is named by its public id. A second grant of the same role to the same subject at the same place is refused with 409 `conflict`.
         */
        post: operations["createGrant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/grants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a grant
         * @description Answers with one grant.
         */
        get: operations["getGrant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change when a grant ends
         * @description Prolonging a grant is as good as giving it, shortening it as good as revoking it: the caller must hold all that it gives, for as long as it lasts before and after (403 `privilege_escalation`), and it must not be the caller's own (403 `own_rights`). An expired grant comes back so; a revoked one does not (409 `conflict`).
         */
        patch: operations["updateGrant"];
        trace?: never;
    };
    "/v1/grants/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a grant
         * @description Ends a grant at once: the next request of its subject is decided without it, and open event streams end. The record stays. The caller must hold all that the grant gives (403 `privilege_escalation`) and may not revoke its own (403 `own_rights`); the last administrator stays (409 `last_administrator`). Doing it twice is harmless.
         */
        post: operations["revokeGrant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/access/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Explain an access decision
         * @description Answers whether somebody may do something somewhere, by which grants, or which one is missing. It decides as the API does when a request comes. About oneself everybody may ask; about others, whoever holds `grant:read` at the place. Without a place it is about the organization as a whole, thus about its root scope.
         */
        post: operations["explainAccess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List applications
         * @description Applications within reach, by id.
         */
        get: operations["listApplications"];
        put?: never;
        /**
         * Create an application
         * @description Makes an OAuth2 client that lies in a scope. It may do nothing until it is granted something (POST /v1/grants), and then only what its authorized resources leave. For `client_secret` the answer shows its secret this once; for `private_key_jwt` it proves itself by a key of its own; for `workload_identity` by tokens of an outside issuer, as its federated credentials say.
         */
        post: operations["createApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an application
         * @description Answers with one application.
         */
        get: operations["getApplication"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change an application
         * @description Renames an application, moves it into another scope, or replaces its authorized resources. The latter wants all rights that the application holds (403 `privilege_escalation`), and no application does it to itself (403 `own_rights`).
         */
        patch: operations["updateApplication"];
        trace?: never;
    };
    "/v1/applications/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate an application
         * @description Lets the application get tokens again; its credentials stay the same, and tokens of before do not come back. Wants all rights that the application holds (403 `privilege_escalation`). Doing it twice is harmless.
         */
        post: operations["activateApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applications/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate an application
         * @description The application gets no more tokens, and those it has stop working. Wants all rights that the application holds (403 `privilege_escalation`). Doing it twice is harmless.
         */
        post: operations["deactivateApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applications/{id}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the secret of an application
         * @description Makes a new secret, which the answer shows this once. The one before works until the overlap ends, older ones no longer: never more than two work. Without an overlap the tokens of the application stop working, too. Wants all rights that the application holds (403 `privilege_escalation`). 409 `conflict` for an application that has no secret.
         */
        post: operations["rotateApplicationSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applications/{id}/public-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Replace the public keys of an application
         * @description The keys by which an application with `private_key_jwt` proves itself. Tokens that were issued for a key that is no longer there stop working. Wants all rights that the application holds (403 `privilege_escalation`).
         */
        put: operations["setApplicationPublicKeys"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applications/{id}/federated-credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the federated credentials of an application
         * @description Which outside tokens stand for the application. All of them; there are 20 at most.
         */
        get: operations["listFederatedCredentials"];
        put?: never;
        /**
         * Add a federated credential to an application
         * @description Lets tokens of a workload issuer stand for an application with `workload_identity`, where every named claim has exactly the value given here. Wants all rights that the application holds (403 `privilege_escalation`).
         */
        post: operations["addFederatedCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applications/{id}/federated-credentials/{credential_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a federated credential
         * @description Its tokens stand for the application no longer, and access tokens that were issued for them stop working. Wants all rights that the application holds (403 `privilege_escalation`).
         */
        delete: operations["removeFederatedCredential"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workload-issuers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List workload issuers
         * @description Issuers whose tokens can stand for applications, by id.
         */
        get: operations["listWorkloadIssuers"];
        put?: never;
        /**
         * Create a workload issuer
         * @description Names an issuer of tokens for workloads: a CI system, a Kubernetes cluster. By itself it lets nobody in: federated credentials of applications say which of its tokens stand for whom. Its keys are fetched when the first token comes.
         */
        post: operations["createWorkloadIssuer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workload-issuers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a workload issuer
         * @description Answers with one workload issuer.
         */
        get: operations["getWorkloadIssuer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a workload issuer
         * @description Access tokens that were issued for tokens of the issuer stop working. Whoever changes more than the name decides who can act as the applications that trust it, and must hold all rights that they hold (403 `privilege_escalation`).
         */
        patch: operations["updateWorkloadIssuer"];
        trace?: never;
    };
    "/v1/workload-issuers/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate a workload issuer
         * @description Its tokens stand for applications again. Wants all rights that those applications hold (403 `privilege_escalation`). Doing it twice is harmless.
         */
        post: operations["activateWorkloadIssuer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workload-issuers/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate a workload issuer
         * @description Its tokens stand for nobody any more, and access tokens that were issued for them stop working. Doing it twice is harmless.
         */
        post: operations["deactivateWorkloadIssuer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identity-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List identity providers
         * @description OpenID providers at which users of the organization can sign in, by id.
         */
        get: operations["listIdentityProviders"];
        put?: never;
        /**
         * Create an identity provider
         * @description Names an OpenID provider at which users can sign in (`/v1/sign-in/{organization}/{name}`). Register Capstan there as a client with the redirect URI `/v1/sign-in/callback` of its public address. Mapping a group gives its rights to whoever the provider says: the caller must hold all of them (403 `privilege_escalation`) and must not be in that group (403 `own_rights`).
         */
        post: operations["createIdentityProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identity-providers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an identity provider
         * @description Answers with one identity provider.
         */
        get: operations["getIdentityProvider"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change an identity provider
         * @description Mappings, where given, take the place of all that are there. Memberships that the provider has given in a group that loses a mapping end at once; all else follows at the next sign-in of each user. A sign-in that is under way is refused. Whoever changes more than the name or the client secret decides who comes into the mapped groups: the caller must hold all that these hold (403 `privilege_escalation`) and be in none of them (403 `own_rights`).
         */
        patch: operations["updateIdentityProvider"];
        trace?: never;
    };
    "/v1/identity-providers/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate an identity provider
         * @description Users can sign in there again. Wants all rights that the mapped groups hold (403 `privilege_escalation`). Doing it twice is harmless.
         */
        post: operations["activateIdentityProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identity-providers/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate an identity provider
         * @description Nobody can sign in there any more, and user tokens that were got there end. API keys of users who come from there stop working until the provider is active again; deactivate those users who shall stay out. Doing it twice is harmless.
         */
        post: operations["deactivateIdentityProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/scopes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List scopes
         * @description The tree of scopes, flat, by id. A scope is never deleted.
         */
        get: operations["listScopes"];
        put?: never;
        /**
         * Create a scope
         * @description Adds a scope below another one. The tree is at most 32 deep. The revision of the scope above grows as well.
         */
        post: operations["createScope"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/scopes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a scope
         * @description Answers with one scope.
         */
        get: operations["getScope"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a scope
         * @description Renames a scope, or moves it with all below it under another one. A move into its own subtree and a move of the root are refused with 409 `conflict`.
         */
        patch: operations["updateScope"];
        trace?: never;
    };
    "/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List devices
         * @description Devices within reach, by id.
         */
        get: operations["listDevices"];
        put?: never;
        /**
         * Create a device
         * @description Registers a device. `ssh` needs trust of kind `ssh_host_key`; `postgres` needs `tls`, or `loopback_plaintext` with a loopback address: anything else is 422 `unprocessable`. Nothing is connected to yet.
         */
        post: operations["createDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a device
         * @description Answers with one device.
         */
        get: operations["getDevice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a device
         * @description Changes a device. Another address, port or trust makes it another endpoint: the audit record holds address and port before and after and a digest of the trust before and after, and its resources become `unverified`. It is 409 `conflict` while a job on one of them has not ended. Trust never falls to `loopback_plaintext` (409 `conflict`): create another device instead.
         */
        patch: operations["updateDevice"];
        trace?: never;
    };
    "/v1/devices/{id}/discover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look which accounts a device has
         * @description Logs in at the target with one of the device's resources and reads which accounts there are, with their privileges. Nothing is changed there. Answers at once with a job; what was found is shown by `listDeviceAccounts`. Under the policy of the account that reads, as a verification of it. Refused with 409: `resource_inactive` (resource or device), `resource_not_ready` (no active credential), `conflict` (another look at the device is under way); with 422 where neither the request nor the device names an account that reads.
         */
        post: operations["discoverDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the accounts that were found on a device
         * @description What is known of them after the last look, by name; accounts that are gone are told for a year.
         */
        get: operations["listDeviceAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}/accounts/onboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make resources of accounts that were found
         * @description One resource for each account, all of them or none: where one is not possible the answer (422) points at each that is not. Needs a right to write the device, as resources of it do. Their secrets are handed in, or set by a reconciliation, afterwards.
         */
        post: operations["onboardDeviceAccounts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate a device
         * @description Lets operations on its resources begin again. Doing it twice is harmless.
         */
        post: operations["activateDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate a device
         * @description Operations on its resources are refused with 409 `resource_inactive`; those at work go on. Doing it twice is harmless.
         */
        post: operations["deactivateDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platforms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List platforms
         * @description Platforms of the organization, by id.
         */
        get: operations["listPlatforms"];
        put?: never;
        /**
         * Create a platform
         * @description Creates a platform. Password rules that no password can satisfy are 422 `unprocessable`.
         */
        post: operations["createPlatform"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platforms/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a platform
         * @description Answers with one platform.
         */
        get: operations["getPlatform"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a platform
         * @description Changes a platform. The connector stays: another value is 409 `conflict`. Jobs that begin later use the new settings.
         */
        patch: operations["updatePlatform"];
        trace?: never;
    };
    "/v1/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List resources
         * @description The inventory of privileged accounts, by id, as a bare array.
         */
        get: operations["listResources"];
        put?: never;
        /**
         * Create a resource
         * @description Registers a privileged account. Hand in its secret with `createCredential`, then verify it.
         */
        post: operations["createResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/resources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a resource
         * @description Answers with one resource.
         */
        get: operations["getResource"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a resource
         * @description Changes a resource.
         */
        patch: operations["updateResource"];
        trace?: never;
    };
    "/v1/resources/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate a resource
         * @description The resource becomes `unverified`. Doing it twice is harmless.
         */
        post: operations["activateResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/resources/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate a resource
         * @description Operations on it are refused with 409 `resource_inactive`; those at work go on. Its credential is kept. Doing it twice is harmless.
         */
        post: operations["deactivateResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/resources/{id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify the credential
         * @description Logs in at the target with the stored secret. Nothing is changed there. Answers at once with a job. Refused with 409: `resource_inactive` (resource or device), `resource_not_ready` (no active credential), `conflict` (more than 20 unfinished jobs on the resource). Jobs on the same resource run one after the other.
         */
        post: operations["verifyResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/resources/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the credential
         * @description Makes a new secret, stores it, sets it at the target, proves it by a login, and only then makes it the current one. At every moment a stored version works. Answers at once with a job. Refused with 409: `resource_inactive` (resource or device), `resource_not_ready` (no active credential), `conflict` (more than 20 unfinished jobs on the resource). Jobs on the same resource run one after the other.
         */
        post: operations["rotateResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/resources/{id}/reconcile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reconcile the credential
         * @description Sets a new secret by the reconcile account, for when the stored one does not work any more. Needs a reconcile account, which the resource or its device names and which is on the same device. Answers at once with a job. Refused with 409: `resource_inactive` (resource or device), `resource_not_ready` (no active credential, or no reconcile account with one), `conflict` (more than 20 unfinished jobs on the resource). Jobs on the same resource run one after the other.
         */
        post: operations["reconcileResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/resources/{id}/context": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a resource with its surroundings
         * @description Answers with the resource, its device, platform, scopes, credential (never the secret) and newest jobs.
         */
        get: operations["getResourceContext"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/resources/{id}/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who can reach a resource
         * @description Everybody who holds something on the resource: by a grant on it, on its scope or on one above, directly or as a member of a group. Applications first, then users, by id. Who is inactive, and an application whose authorized resources leave the resource out, is not listed.
         */
        get: operations["listResourceAccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List credentials
         * @description Credentials within reach, by id; never their secrets.
         */
        get: operations["listCredentials"];
        put?: never;
        /**
         * Hand in the secret of a resource
         * @description Seals the secret that works now to the public key of the vault and stores it as version 1. A resource has one active credential: a second one is 409 `conflict`. A secret that cannot serve is 422 `unprocessable`. Until a worker has started once and published the key of the vault: 503 `not_ready`.
         */
        post: operations["createCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a credential
         * @description Answers with one credential; never its secret.
         */
        get: operations["getCredential"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Hand in a secret that was changed elsewhere
         * @description Stores a new current version; the old one becomes `previous`, the one before it `retired`, and the resource `unverified`. The target is not touched. Refused with 409: `conflict` while a job is at work on the resource, `resource_inactive` while the credential is inactive.
         */
        put: operations["setCredentialSecret"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate a credential
         * @description Lets the credential be used again. Where the resource has another active one: 409 `conflict`. Doing it twice is harmless.
         */
        post: operations["activateCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate a credential
         * @description The credential is kept, but not used any more; its resource can have another one. Refused with 409 `conflict` while a job is at work on the resource. Doing it twice is harmless.
         */
        post: operations["deactivateCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the versions of a credential
         * @description The history of a credential, newest first; never the secrets.
         */
        get: operations["listCredentialVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/check-outs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List check-outs
         * @description Check-outs within reach, newest first.
         */
        get: operations["listCheckOuts"];
        put?: never;
        /**
         * Check a credential out
         * @description Takes a credential into custody for a time, so that its secret may be shown once. Closed until a policy opens it (`checkout_allowed`); `checkout_max_minutes` bounds the time. Where the policy wants no consent it is held when this is answered (201); otherwise it waits for people (202) and begins when they have consented. While it is held nothing changes the credential; at its end, by release, recall or expiry, the credential is rotated, unless the policy says `rotate_after_checkout: false`. Refused with 409: `conflict` (somebody holds it, others work with it in sessions and it is wanted alone, it has not been changed since somebody did, or a job is at work on it), `resource_inactive`, `resource_not_ready` (also where nobody could rotate it afterwards); with 403 `policy_refused`.
         */
        post: operations["checkOutCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/check-outs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a check-out
         * @description Who holds what until when, and what became of it; never the secret.
         */
        get: operations["getCheckOut"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/check-outs/{id}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show the secret
         * @description Answers with the secret, once, to whoever holds it. That it was shown is on record before this is answered. A lost answer is lost: release it and check it out again. For whoever holds it alone, and still has credential:checkout there: what others hold is 404 `not_found` here. Refused with 409 `conflict` where it is not held or was shown before, with 403 `policy_refused` where what it rests on does not hold any more, or not from where it is asked. 503 `not_ready`: no worker has answered; the check-out says in `revealed_at` whether it was shown.
         */
        post: operations["revealCheckOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/check-outs/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Release custody
         * @description Gives the credential back; it is rotated next. For whoever holds it alone: what others hold is 404 `not_found` here. What is not held yet is given up; what has ended is 409 `conflict`.
         */
        post: operations["releaseCheckOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/check-outs/{id}/recall": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Recall a check-out
         * @description Takes the credential away from whoever holds it; it is rotated next. What is not held is 409 `conflict`.
         */
        post: operations["recallCheckOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connect/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sessions
         * @description Sessions within reach, newest first.
         */
        get: operations["listConnectSessions"];
        put?: never;
        /**
         * Ask for a session
         * @description Asks for access to the target of a resource, for a time, through a gateway: in the browser (`web_terminal`, over SSH), or with the person's own ssh, scp, sftp or psql (`native_client`). Nobody sees the credential. Closed until a policy opens it (`connect_allowed`); `session_max_minutes` bounds the time. Where the policy wants no consent it may be launched at once (201); otherwise it waits for people (202). Launch it with `POST /v1/connect/sessions/{id}/launch` before `launch_token_expires_at`. Refused with 409: `conflict` (somebody else has the credential checked out for themselves), `resource_inactive`, `resource_not_ready`; with 403 `policy_refused`.
         */
        post: operations["createConnectSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connect/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a session
         * @description Who works where until when, and what became of it.
         */
        get: operations["getConnectSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connect/sessions/{id}/launch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a launch token
         * @description A token that begins the session, once, within a minute, at any of the gateways named; one that was made before and not used opens nothing any more. In the browser it is pasted into the page at `web_url`; over SSH it is the password of `ssh acs_…@host`, over PostgreSQL that of `psql` with the session's id as user. For whoever has asked for the session alone, and still has resource:connect there: what others asked for is 404 `not_found` here. Refused with 409 `conflict` where it may not be launched now, with 503 `not_ready` where no gateway runs.
         */
        post: operations["launchConnectSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connect/sessions/{id}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for more time
         * @description Gives a session that the target has let in more time: at once (200) within what the policy allows; past `session_max_minutes`, and where the policy wants consent to sessions, people are asked (202), and it is extended when they have consented, if it still lives. Past the bound where no policy names who could consent it is refused, as with 403 `policy_refused` for every other rule. For whoever has asked for the session alone. 409 `conflict` where it is not active, or another extension waits for consent.
         */
        post: operations["extendConnectSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connect/sessions/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End one's own session
         * @description Ends it; what was not launched is given up. For whoever has asked for it alone: what others asked for is 404 `not_found` here. A session that a gateway has is `terminating` and over within seconds. What has ended is 409 `conflict`.
         */
        post: operations["endConnectSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connect/sessions/{id}/terminate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End somebody's session
         * @description Ends it, whoever has asked for it. One that a gateway has is `terminating` and over within two seconds. What has ended is 409 `conflict`.
         */
        post: operations["terminateConnectSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connect/sessions/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend a session
         * @description Nothing that is typed reaches the target from a second later on, and nothing new begins; what runs goes on. 409 `conflict` where it is not active.
         */
        post: operations["suspendConnectSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connect/sessions/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a session
         * @description Goes on with a suspended one of somebody else: never by whoever has asked for the session (403 `own_request`). 409 `conflict` where it is not suspended.
         */
        post: operations["resumeConnectSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connect/sessions/{id}/watch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a token to watch
         * @description A token that shows the session live, read-only, once, within a minute, on the page of the gateway that has it. Over PostgreSQL it shows statements and what became of them. 409 `conflict` where no gateway has it.
         */
        post: operations["watchConnectSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connect/sessions/{id}/moderate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a token to moderate
         * @description A token that makes the caller a moderator of the live session, once, within a minute, on the page of the gateway that has it: who sees what happens, suspends, resumes and ends it there. A moderated session opens nothing at its target before one is there. For persons alone, and never for whoever has asked for the session (403 `own_request`). 409 `conflict` where no gateway has it.
         */
        post: operations["moderateConnectSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proxy/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a web session by device and credential
         * @description Asks for a session in the browser on the device, with the credential: the same as `POST /v1/connect/sessions` for the resource that the credential is of, under the same policy, consent and recording, and read, watched and terminated below `/v1/connect/sessions` as well. Where no consent is wanted, the answer (201) has a URL that opens the session for whoever opens it first, once, within a minute, and needs no token beside it; otherwise (202) people are asked, and `POST /v1/proxy/sessions/{id}/url` makes one when they have consented. `opened_from` says from where it may be opened; applications have to say so. Refused with 409: `conflict` (somebody else has the credential checked out for themselves), `resource_inactive`, `resource_not_ready`; with 403 `policy_refused`; with 503 `not_ready` where no gateway serves pages.
         */
        post: operations["createProxySession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proxy/sessions/{id}/url": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a URL that opens a web session
         * @description A URL as `POST /v1/proxy/sessions` answers it, for a web session that may be launched now, however it was asked for. A URL or launch token that was made for it before, and not used, opens nothing any more. For whoever has asked for the session alone, and still has resource:connect there: what others asked for is 404 `not_found` here. Refused with 409 `conflict` where it may not be launched now, with 503 `not_ready` where no gateway serves pages.
         */
        post: operations["linkProxySession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proxy/sessions/{id}/terminate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Terminate one's own session
         * @description Ends it, whoever sits at its page; what was not opened yet is given up, and its URL opens nothing. For whoever has asked for it alone: what others asked for is 404 `not_found` here, and terminated by `POST /v1/connect/sessions/{id}/terminate`. One that a gateway has is `terminating` and over within two seconds. What has ended is 409 `conflict`.
         */
        post: operations["terminateProxySession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connect/sessions/{id}/recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the facts of a recording
         * @description How far it goes and how it ended; 404 where the session is not recorded.
         */
        get: operations["getSessionRecording"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connect/sessions/{id}/recording/play": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a token to play a recording
         * @description A token that opens the recording once, within a minute: on the page at `url`, or as an asciicast v2 at `url` + `.cast` with `Authorization: Bearer`. 404 where the session is not recorded, 503 `not_ready` where no gateway runs.
         */
        post: operations["playSessionRecording"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connect/sessions/{id}/recording/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search a recording
         * @description Finds words in what the target has sent, in what was typed where that was recorded, and in commands, statements and names of files, from the beginning on. An aid, not a proof that something did not happen: what was edited within a line, or painted on a screen in pieces, is found as it was sent. Each search is on record. 409 `conflict` while the recording is being made, and where it is not whole.
         */
        get: operations["searchSessionRecording"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connect/sessions/{id}/recording/cast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch a recording
         * @description The recording as an asciicast v2, which `asciinema cat` and `asciinema play` accept. `harmless` leaves out codes that act on the terminal of whoever looks at it; `as_recorded` holds all. It is read while it is sent: a connection that breaks off is of a recording that is not whole. Each fetch is on record. 409 `conflict` while it is being made; 429 while four exports and files are on their way to the caller.
         */
        get: operations["getSessionCast"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/protected-information": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List protected information
         * @description Protected information within reach, by id; never a content.
         */
        get: operations["listProtectedInformation"];
        put?: never;
        /**
         * Hand in protected information
         * @description Seals a text or a file to the public key of the vault and stores it as version 1. A content that cannot be kept is 422 `unprocessable`. Until a worker has started once and published the key of the vault: 503 `not_ready`.
         */
        post: operations["createProtectedInformation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/protected-information/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get protected information
         * @description Answers with what is known of it; never its content.
         */
        get: operations["getProtectedInformation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change protected information
         * @description Changes what is not content. Reminders of another `expires_at` begin anew; other `remind_days_before` of the same one hold for what has not been told yet.
         */
        patch: operations["updateProtectedInformation"];
        trace?: never;
    };
    "/v1/protected-information/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate protected information
         * @description Lets it be used again. What has come due meanwhile is told now. Doing it twice is harmless.
         */
        post: operations["activateProtectedInformation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/protected-information/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate protected information
         * @description Nobody can retrieve it, and it takes no other content; what is known of it stays, and nothing is told of its end. Doing it twice is harmless.
         */
        post: operations["deactivateProtectedInformation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/protected-information/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the versions of protected information
         * @description Its history, newest first; never a content.
         */
        get: operations["listProtectedInformationVersions"];
        put?: never;
        /**
         * Hand in another content
         * @description Stores a new version, which is current from now on; those before it are kept. Reminders begin anew. While it is inactive: 409 `resource_inactive`.
         */
        post: operations["addProtectedInformationVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/protected-information/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go back to an older version
         * @description Makes a version current that was so before. Nothing is copied, and the numbers of later versions stay taken. While it is inactive: 409 `resource_inactive`. Doing it twice is harmless.
         */
        post: operations["restoreProtectedInformation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/retrievals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List retrievals
         * @description Retrievals of protected information within reach, newest first; never a content.
         */
        get: operations["listRetrievals"];
        put?: never;
        /**
         * Ask for the content of protected information
         * @description Whoever holds the permission where the information lies may have its content, unless the policies that are bound to its scope, or to one above, want more: a reason, a ticket, the consent of others (`approvals.retrieve`), or what their conditions ask for. Where nobody's consent is wanted it is granted when this is answered (201); otherwise it waits for people (202). Once it is granted, `reveal` shows the content, once and within 15 minutes. Refused with 409 `resource_inactive`, or `conflict` where you have too many of them open; with 403 `policy_refused`.
         */
        post: operations["requestRetrieval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/retrievals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a retrieval
         * @description Who has asked for what, and what became of it; never the content.
         */
        get: operations["getRetrieval"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/retrievals/{id}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show the content
         * @description Answers with the content of the version that is current now, once, to whoever has asked for it. That it was shown is on record before this is answered. A lost answer is lost: ask again. What others have asked for is 404 `not_found` here. Refused with 409 `conflict` where it is not granted, or was shown before; with 403 `forbidden` where the right to it is gone, and with `policy_refused` where something else that it rests on is, or does not hold from where it is asked. 503 `not_ready`: no worker has answered; the retrieval says in `revealed_at` whether it was shown.
         */
        post: operations["revealRetrieval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/retrievals/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give up a retrieval
         * @description For whoever has asked for it alone: what others have asked for is 404 `not_found` here. What has ended is 409 `conflict`.
         */
        post: operations["cancelRetrieval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ssh-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List SSH keys
         * @description SSH keys within reach, by id; never their private halves.
         */
        get: operations["listSshKeys"];
        put?: never;
        /**
         * Create an SSH key
         * @description Makes an Ed25519 key, or takes the one that is handed in as `private_key`: in OpenSSH or PEM form, with or without a passphrase, which is taken off. Sealed to the public key of the vault; no operation answers with it. Weak keys are 422 `unprocessable`: DSA, and RSA of less than 3072 bits. Until a worker has started once: 503 `not_ready`.
         */
        post: operations["createSshKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ssh-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an SSH key
         * @description Answers with one SSH key; never its private half.
         */
        get: operations["getSshKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change an SSH key
         * @description Changes its name, its place, or the comment that stands behind versions which are deployed from now on.
         */
        patch: operations["updateSshKey"];
        trace?: never;
    };
    "/v1/ssh-keys/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate an SSH key
         * @description Lets the key be placed and rotated again. Doing it twice is harmless.
         */
        post: operations["activateSshKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ssh-keys/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate an SSH key
         * @description The key is kept, but cannot be placed or rotated any more. While an account logs in with it, or is to, that is 409 `conflict`. Doing it twice is harmless.
         */
        post: operations["deactivateSshKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ssh-keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate an SSH key
         * @description Makes a new version of the key, Ed25519, and a plan to give it to every active account that the key is on: deployed beside the old one, proven by a login, the old one removed. Answers with the job that makes the plan, which is carried out by itself: `run_job_id` in that job's `result` is then the rotation; where policies want consent it waits for that. Wants `resource:rotate` on every one of these accounts, or 403. The new version is current once all of them log in with it; until then each logs in with the one that it has. Asked again after a rotation has left accounts behind, it goes on with the same version. Refused with 409: `conflict` while a rotation of the key is under way, or where it is on no active account.
         */
        post: operations["rotateSshKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ssh-keys/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the versions of an SSH key
         * @description The history of a key, newest first; never the private halves.
         */
        get: operations["listSshKeyVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ssh-keys/{id}/placements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List where an SSH key is
         * @description Accounts within reach whose credential is the key, or is to be, by the id of the credential.
         */
        get: operations["listSshKeyPlacements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ssh-keys/{id}/placements/{resource_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Place an SSH key on an account
         * @description Makes the key the credential of the resource. One without a credential is taken to hold the public half already: verify it, or reconcile it to have it deployed. One that has a key of its own logs in with that until it is rotated (`POST /v1/resources/{id}/rotate`), which deploys the shared one, proves it and removes the old one. Wants `credential:write` on the resource as well. Refused with 409 `conflict`: where the platform manages passwords, another shared key is on it, its secret is checked out or is to be, a rotation is not settled, a job is at work on it, or the key is on 1000 accounts. Doing it twice is harmless.
         */
        put: operations["placeSshKey"];
        post?: never;
        /**
         * Take an SSH key off an account
         * @description The account logs in with the key until it is rotated: that gives it a key of its own, and takes the shared one off. Wants `credential:write` on the resource as well. Refused with 409 `conflict` while a rotation of the account is not settled, or a job is at work on it. An account that still logs in with a key of its own goes on with that.
         */
        delete: operations["removeSshKeyPlacement"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ssh-certificate-authorities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List SSH certificate authorities
         * @description Certificate authorities within reach, by id; never their private halves.
         */
        get: operations["listSshAuthorities"];
        put?: never;
        /**
         * Create an SSH certificate authority
         * @description Makes an Ed25519 key, sealed to the public key of the vault; no operation answers with it. Its public half is what targets are to trust (`TrustedUserCAKeys` of sshd). Until a worker has started once: 503 `not_ready`.
         */
        post: operations["createSshAuthority"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ssh-certificate-authorities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an SSH certificate authority
         * @description The authority with the public keys that targets are to trust at this moment.
         */
        get: operations["getSshAuthority"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ssh-certificate-authorities/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate an SSH certificate authority
         * @description Lets accounts come to the authority again. Doing it twice is harmless.
         */
        post: operations["activateSshAuthority"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ssh-certificate-authorities/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate an SSH certificate authority
         * @description The authority is kept, but certifies nothing any more. While accounts log in by its certificates, that is 409 `conflict`. Doing it twice is harmless.
         */
        post: operations["deactivateSshAuthority"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ssh-certificate-authorities/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the key of an SSH certificate authority
         * @description Makes the next key (`pending`): put it onto the targets beside the current one, and verify the accounts. Each verification tries the pending key first, and the one that the account has where the target refuses that; from the first login that works the account goes on with the new one. It becomes `current` by itself once all active accounts have logged in by it, at once where there are none; the old key can be taken off the targets then. Asked again before that, it goes on with the same key.
         */
        post: operations["rotateSshAuthority"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ssh-certificate-authorities/{id}/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the accounts of an SSH certificate authority
         * @description Accounts within reach that log in by its certificates, by the id of the credential.
         */
        get: operations["listSshAuthorityAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ssh-certificate-authorities/{id}/accounts/{resource_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Have an account log in by certificates
         * @description Makes the authority the credential of the resource, whose platform has the connector `ssh_certificate`. Its target is taken to trust the authority already: verify it. Wants `credential:write` on the resource as well. Refused with 409 `conflict`: where the platform has another connector, the resource has another active credential, a job is at work on it, or the authority has 1000 accounts. Doing it twice is harmless. To take it off, deactivate the credential.
         */
        put: operations["addSshAuthorityAccount"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/resources/{id}/effective-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the effective policy of a resource
         * @description For each rule that holds the value, the binding that it comes from, and the bindings further up that it overrides; then every binding that holds, the nearest first.
         */
        get: operations["getEffectivePolicy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List policies
         * @description Policies of the organization in their present versions, by id.
         */
        get: operations["listPolicies"];
        put?: never;
        /**
         * Create a policy
         * @description Writes the first version of a policy. It governs nothing until it is bound to a scope or a resource. Each rule is optional; one that is left out leaves the matter to what is bound further up. `conditions` are Cedar policies that forbid; they are validated against the schema that docs/policies.md shows (422 where they are not valid). An organization has 1,000 active policies at most, and 20,000 bindings (409).
         */
        post: operations["createPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/evaluate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Evaluate a request or a draft
         * @description Says what the policies would answer, and stores nothing but the record that it was asked. With `operation` and `resource_id`, or `retrieve` and `information_id`: what a request with these facts would get, which rules decide it, and whose consent it would need. With `draft`: what would be decided differently, or by the consent of others, if the draft were in force, over all resources and protected information that it governs and the caller may see. That comes page by page: each goes on for some seconds, or until it is full, and `next_cursor` is null on the last one, where `counts` are those of the whole. Policies that change between two pages end it (409 `conflict`). A process tries two drafts at once (429). The facts are those of the caller, or those that `as` and what stands beside it say; as somebody else it needs `grant:read` there.
         */
        post: operations["evaluatePolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a policy
         * @description Answers with one policy in its present version.
         */
        get: operations["getPolicy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a policy
         * @description Rules and conditions that are given replace those that there were, whole, and make a new version, which is in force at once wherever the policy is bound. Refused with 409 `conflict` where a rule would be set twice at one place.
         */
        patch: operations["updatePolicy"];
        trace?: never;
    };
    "/v1/policies/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate a policy
         * @description What it is bound to is governed by it again. Refused with 409 `conflict` where a rule would be set twice at one place. Doing it twice is harmless.
         */
        post: operations["activatePolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate a policy
         * @description It governs nothing any more; its bindings and versions are kept. Doing it twice is harmless.
         */
        post: operations["deactivatePolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the versions of a policy
         * @description All that the policy has said, the newest first.
         */
        get: operations["listPolicyVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy-set": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the policy set
         * @description All active policies with what they are bound to, in the form in which PUT takes them: scopes by their path, resources by their public id. Keep it in a repository, and put it back.
         */
        get: operations["getPolicySet"];
        /**
         * Plan or apply a policy set
         * @description Makes the policies of the organization what the set says: those that it leaves out are deactivated, and their bindings ended. With `dry_run` it answers the plan and changes nothing; without it `plan_digest` must be that of a plan which still holds (409 `conflict` where anything has changed since), and all of it is carried out in one transaction.
         */
        put: operations["putPolicySet"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy-bindings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List policy bindings
         * @description Which policy holds where, by id; those that were ended are kept.
         */
        get: operations["listPolicyBindings"];
        put?: never;
        /**
         * Bind a policy
         * @description The policy holds from now on for the scope and all below it, or for the resource. The nearest binding wins, rule by rule. Refused with 409 `conflict` where another binding to the same target sets a rule that this policy sets, too.
         */
        post: operations["createPolicyBinding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy-bindings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a policy binding
         * @description Answers with one binding.
         */
        get: operations["getPolicyBinding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy-bindings/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a policy binding
         * @description The policy no longer holds there; what is bound further up does. The binding is kept, as evidence. Doing it twice is harmless.
         */
        post: operations["deactivatePolicyBinding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List requests for consent
         * @description Requests for consent and reviews within reach, newest first; all of them are kept.
         */
        get: operations["listApprovals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a request for consent
         * @description Answers with one request for consent, or review: what is asked for, whose consent it needs, and who has decided.
         */
        get: operations["getApproval"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve
         * @description Gives the caller's consent, as a member of a group that is asked and in the places that were lent to them. With enough of it the job goes on. Only persons decide, once, and never on what they have asked for (403 `own_request`, `not_an_approver`); one that has ended or expired, or was asked for by somebody who is not active any more, is 409 `conflict`. 503 `not_ready`: whether it was taken is not known; repeat it with the same Idempotency-Key.
         */
        post: operations["approveApproval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/deny": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deny
         * @description Refuses consent: one refusal ends the request, and its job has failed. A job that is reviewed is asked to stop if it still runs. The rest is as for approving.
         */
        post: operations["denyApproval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw
         * @description Takes back what the caller has asked for, while it waits; its job is canceled. For whoever has asked alone: what others have asked for is 404 `not_found` here. A review cannot be withdrawn.
         */
        post: operations["withdrawApproval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke
         * @description Takes consent back that was given: a job that has not begun fails, one that runs is asked to stop and ends at its next safe point. For persons who might have decided on it and have not asked for it. What is not approved is 409 `conflict`.
         */
        post: operations["revokeApproval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approval-delegations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List delegations
         * @description Who decides in whose place, by id: what the caller has given and received, and all of them for those who may read approvals of the whole organization.
         */
        get: operations["listApprovalDelegations"];
        put?: never;
        /**
         * Delegate
         * @description Lends the caller's place to another person of the organization for a time: they then count for the groups that the caller is in, where they may decide by themselves. It gives no permission, is not passed on, and is used up on a request on which one of both has decided.
         */
        post: operations["createApprovalDelegation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approval-delegations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a delegation
         * @description Answers with one delegation.
         */
        get: operations["getApprovalDelegation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approval-delegations/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a delegation
         * @description For whoever has given it and for whoever was given it. It is kept, as evidence. Doing it twice is harmless.
         */
        post: operations["endApprovalDelegation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bulk/preflight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Plan an operation on many resources
         * @description Finds out what would happen, and changes nothing at the targets: for each resource whether it is reachable under its host key, whether the stored credential logs in, whether a reconcile account can help, whether the password rules can be met, and what policies, running jobs and the lock-out guard say. Answers at once with a job and a plan; once the plan is `ready` it has a digest, by which it is carried out within 24 hours. Needs `resource:verify`, and the permission of the operation as well, both for the scope at and below which all of the resources lie. Refused with 409 `conflict` while 5 preflights of the organization have not ended.
         */
        post: operations["preflightBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bulk/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List plans
         * @description Plans within reach, newest first.
         */
        get: operations["listPlans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bulk/plans/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a plan
         * @description Answers with one plan; its items say what was found of each resource.
         */
        get: operations["getPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bulk/plans/{id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the items of a plan
         * @description What was found of each resource, in the order in which they are worked on.
         */
        get: operations["listPlanItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bulk/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify by a plan
         * @description Verifies what the plan found to be `ready` or `warned`, and nothing else: first a canary, then wave after wave. Each resource is looked at again when its turn comes, and left out where it is not what the plan was made for. Pauses by itself when a resource of the canary, or more than the failure budget allows, did not succeed. Answers at once with a job; where policies want consent that waits for it, and `approval_id` names the request. Refused with 422: a plan for another operation, one that holds nothing that can be done, options that are weaker than policies want, and a reason or ticket that a policy misses. Refused with 409 `conflict`: a plan that is not ready, has expired or is carried out by itself, a digest that is not the plan's, a plan by which a job has begun or has yet to end (what failed of it is done again by `POST /v1/jobs/{id}/retry`), and a resource that lies elsewhere by now, where policies want consent.
         */
        post: operations["verifyBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bulk/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate by a plan
         * @description Rotates what the plan found to be `ready` or `warned`, and nothing else: first a canary, then wave after wave. Each resource is looked at again when its turn comes, and left out where it is not what the plan was made for. Pauses by itself when a resource of the canary, or more than the failure budget allows, did not succeed. Answers at once with a job; where policies want consent that waits for it, and `approval_id` names the request. Refusals are those of `POST /v1/bulk/verify`.
         */
        post: operations["rotateBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bulk/reconcile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reconcile by a plan
         * @description Reconciles what the plan found to be `ready` or `warned`, and nothing else: first a canary, then wave after wave. Each resource is looked at again when its turn comes, and left out where it is not what the plan was made for. Pauses by itself when a resource of the canary, or more than the failure budget allows, did not succeed. Answers at once with a job; where policies want consent that waits for it, and `approval_id` names the request. Refusals are those of `POST /v1/bulk/verify`.
         */
        post: operations["reconcileBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs
         * @description Jobs within reach, newest first.
         */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a job
         * @description Answers with one job; its items say how each resource fared.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the items of a job
         * @description How each resource fared, by resource id.
         */
        get: operations["listJobItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the timeline of a job
         * @description Every attempt of every step, oldest first.
         */
        get: operations["getJobTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch a job
         * @description Server-sent events. `event: step` carries a `JobStep`, `event: job` a `Job`: those that are stored first, then whatever changes. After the job has ended comes `event: end` with `{status}`, and the stream ends by itself. Comments keep a silent connection open. Whoever comes back with `Last-Event-ID` gets what it has missed, and perhaps some steps again: resource, step, round and attempt name a step.
         */
        get: operations["streamJobEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a job
         * @description A job that no worker has begun ends at once as `canceled` (200), with the request for consent that it waits for. One that runs or is paused is asked to stop (202) and ends at the next safe point: a change that has been sent to a target is always brought to an end. A job that has ended is 409 `conflict`.
         */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a job by a plan
         * @description Nothing further is begun; what is under way at a target is brought to its end, and then the job is `paused`. One that has not begun yet pauses as soon as it does. Doing it twice is harmless. A job that has ended, and one that is by no plan, is 409 `conflict`.
         */
        post: operations["pauseJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a job by a plan
         * @description It goes on where it stopped, whatever it was that had paused it. Where that were failures, those that have come before are no longer counted against the failure budget; the rest of a canary is given up only where it had paused for that. A job that waits for a maintenance window looks at once whether policies have changed. Needs the permission of the operation as well, where the job lies. Doing it twice is harmless. A job that has ended, and one that is by no plan, is 409 `conflict`.
         */
        post: operations["resumeJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do again what failed
         * @description Makes another job by the same plan, of those items of an ended one that failed, or of which nobody knows how they ended; `statuses` takes others of those that did not succeed. It is run with the options of the job before it, without a canary unless a policy wants one, where the request does not say otherwise; consent is asked for anew, and where policies have become stricter that holds. The plan may have expired meanwhile: each resource is held against it all the same. Needs the permission of the operation as well, where the job lies. Refused with 409 `conflict`: a job that has not ended, one that ended before anything was begun, one with nothing to do again, one of which the same was done again before, and one that is by no plan.
         */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/logs/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the audit log
         * @description Every operation, allowed or denied, newest first. Records are never changed, and go only by the retention policy; where a person was erased, name, address and reason are gone from theirs.
         */
        get: operations["listAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/logs/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the operational log
         * @description What the processes did and met, newest first: steps of jobs, calls at targets, deliveries, health. It helps to run Capstan and is no evidence: events are written a moment later, and the last ones before a crash may be missing. Health belongs to the first organization; events without a scope are for readers at the root.
         */
        get: operations["listOperationalEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify the ledger
         * @description Holds the log of the organization against itself; answers at once with a job, whose result names the first bad place. `head`: the tree against its newest checkpoint; `range`: the records from `from_index` up to, not including, `to_index` as well; `full`: all of them; `deep`: also that every object names a record that is there. From the first organization `full` and `deep` go through the platform's log as well. Refused with 409 `conflict` while 5 of them have not ended.
         */
        post: operations["verifyLedger"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the retention policy
         * @description How long records and events are kept; where nobody has written it, what holds without it.
         */
        get: operations["getRetentionPolicy"];
        /**
         * Set the retention policy
         * @description Says how long records and events are kept. What is older is deleted once a day, for the first time a day after the change, so that a mistake can be taken back; `POST /v1/ledger/prune` does not wait. Hashes stay, and so do old proofs.
         */
        put: operations["setRetentionPolicy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/prune": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete what the retention policy lets go
         * @description Deletes the oldest records of the log as far as all of them are older than the policy says (by their own time, and by that of the first checkpoint that covers them), never beyond the newest checkpoint, and never what a log collector, active or paused, has not got yet; and operational events likewise. Hashes stay, and so do old proofs. Answers at once with a job; with `dry_run` its result says what would be deleted. Refused with 409 `conflict` while another one has not ended.
         */
        post: operations["pruneLedger"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase what records tell of a person
         * @description Takes name, addresses and reasons of a user out of the audit records of the organization, the name out of jobs and out of grants that they gave to others, the reasons of those and the ones that others gave for what they did with the user; what is left of a record names them by their number, and says what was changed. The user becomes `erased-<id>`, without display name, e-mail address, password and second factor, and is never active again; a user of another organization stays as they are there. The leaves stay as they are, so every proof stays valid. Cannot be undone. The user must be inactive, and their jobs must have ended (409 `user_active`); of a user of another organization no grant may be left here. Answers at once with a job. Doing it twice is harmless.
         */
        post: operations["erasePerson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/logs/audit/{event_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get one audit record
         * @description The record with this id.
         */
        get: operations["getAuditEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/logs/audit/{event_id}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove that a record is in the log
         * @description An inclusion proof (RFC 6962) against a signed checkpoint: with the log's public key it can be checked offline, by `capstan-verify` or anything else that knows the format. With `Accept: text/plain` it comes as a C2SP `tlog-proof`, whose `extra` line is the leaf.
         */
        get: operations["getAuditProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the state of the log
         * @description Every organization has a Merkle log of its audit records, in the formats of C2SP (tlog-tiles, tlog-checkpoint, signed-note). Its public key should reach an auditor by another way than this answer.
         */
        get: operations["getLedger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the newest checkpoint
         * @description A signed note with origin, size and root, and what witnesses have added. `/v1/ledger` is a prefix in the sense of C2SP tlog-tiles: `checkpoint` and `tile/…` lie below it.
         */
        get: operations["getLedgerCheckpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/tile/{level}/{tile}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a tile
         * @description Up to 256 hashes of the tree, or, on the level `entries`, the leaves themselves, each after two bytes with its length (C2SP tlog-tiles). A tile that is not full is asked for by its width: `000.p/17`. Leaves that were pruned are missing; their hashes stay.
         */
        get: operations["getLedgerTile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List checkpoints
         * @description All that were ever published, the newest first, with what witnesses have added.
         */
        get: operations["listLedgerCheckpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/consistency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove that the log only grew
         * @description A consistency proof (RFC 6962) between two sizes of the tree, neither beyond the newest checkpoint.
         */
        get: operations["getLedgerConsistency"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the log
         * @description The entries from an index on, in the order of the log and without a gap, as far as a checkpoint covers them: each can be proven. Go on at `X-Next-Index`, or follow the link, which is there while there is more. `jsonl` holds everything that the tree has hashed and is the form to verify from; `ocsf` (OCSF 1.8.0), `cef` and `csv` are for log management and spreadsheets. An entry whose record was pruned keeps its line, with index, event id and hash. An answer that breaks off has no last chunk; go on behind its last whole line. At most four exports and files may be on their way to a caller, beyond 429 `too_many_requests`; a connection on which nothing moves for a minute is closed. In CSV a cell that a spreadsheet could take for a formula has an apostrophe in front, and so has what follows a semicolon, a tab or a line break in it; take one off each, and off what begins with one. Every page leaves a record, and so the log grows while it is read: to check it against a checkpoint, get that first, and give its size as `tree_size` with each page.
         */
        get: operations["exportLedger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log-collectors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List log collectors
         * @description Systems to which the audit log is delivered, by id, with how far each has come.
         */
        get: operations["listLogCollectors"];
        put?: never;
        /**
         * Create a log collector
         * @description From then on the whole audit log of the organization is delivered there, from `from_index` on, in the order of the log: at least once, and without a gap. Where the collector is away, delivery is tried again for ever, after five minutes at most, and goes on where it stood. `syslog` is RFC 5424 over TLS and needs `host`; `http` is a POST of lines and needs `url`. `authorization` goes to the vault and is never answered; a worker must have published its key (503 `not_ready`). Refused with 409 `conflict` while 20 of the organization are active or paused.
         */
        post: operations["createLogCollector"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log-collectors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a log collector
         * @description Answers with one log collector and how far it has come.
         */
        get: operations["getLogCollector"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a log collector
         * @description Delivery goes on under the new settings at once. Where the log goes to another server, or another certificate is trusted, `authorization` must be given again (or null): a secret is not sent where it was not meant for. `next_index` can be set back, to have entries delivered again, and never forward: nothing is skipped. Deliveries do not change the `ETag`.
         */
        patch: operations["updateLogCollector"];
        trace?: never;
    };
    "/v1/log-collectors/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate a log collector
         * @description Delivery goes on where it stood. Doing it twice is harmless, and ends the wait for the next try. An inactive one is refused with 409 `conflict` while 20 others are active or paused.
         */
        post: operations["activateLogCollector"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log-collectors/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a log collector
         * @description Nothing is delivered until it is activated; what comes meanwhile waits in the log. Only an active one can be paused. Doing it twice is harmless.
         */
        post: operations["pauseLogCollector"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log-collectors/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate a log collector
         * @description Nothing is delivered any more. It keeps its place in the log. Doing it twice is harmless.
         */
        post: operations["deactivateLogCollector"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow what happens
         * @description Server-sent events of what happens from now on: audit records where you hold `audit:read`, and operational events where you hold `event:read` (those that notification channels are told of), as you may see them by then. `event: event` carries a CloudEvent, as webhooks get it; `event: position` says how far you have come, at the beginning above all. Their ids are for `Last-Event-ID`: whoever comes back with one has missed nothing that is still kept. Comments keep a silent connection open; the stream ends where your right to it does.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notification-channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List notification channels
         * @description Those that you may see, by id.
         */
        get: operations["listNotificationChannels"];
        put?: never;
        /**
         * Create a notification channel
         * @description From now on it is told of what happens in its scope and below: of audit records, and of operational events of level `warn` and `error`, as far as `filters` want them; each at least once, and what concerns the same resource in its order. It takes `audit:read` and `event:read` on the scope as well, and the channel rests on the rights of whoever has set it up, changed or activated it last: where they lose them it is paused. Where it may lead, CAPSTAN_NOTIFICATION_NETWORKS says: by default to no private network, and not to loopback. The answer shows the signing secret of a webhook this once. A worker must have published the key of the vault (503 `not_ready`). Refused with 409 `conflict` while 50 of the organization are active or paused.
         */
        post: operations["createNotificationChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notification-channels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a notification channel
         * @description Answers with one channel and how its deliveries go.
         */
        get: operations["getNotificationChannel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a notification channel
         * @description What is queued goes out under the new settings, at once; the filters are asked when an event is queued. It rests on your rights from then on. Deliveries do not change the `ETag`.
         */
        patch: operations["updateNotificationChannel"];
        trace?: never;
    };
    "/v1/notification-channels/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate a notification channel
         * @description What is queued is tried at once, and what came while it was paused follows. An inactive one begins anew: with what happens from now on. It rests on your rights from then on. Doing it twice is harmless, and ends the wait for the next try.
         */
        post: operations["activateNotificationChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notification-channels/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a notification channel
         * @description Nothing is sent until it is activated; what comes meanwhile waits. Only an active one can be paused. Doing it twice is harmless.
         */
        post: operations["pauseNotificationChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notification-channels/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate a notification channel
         * @description Nothing is sent any more; what is queued is given up. Doing it twice is harmless.
         */
        post: operations["deactivateNotificationChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notification-channels/{id}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the signing secret
         * @description Of a webhook. What is sent is signed with the new secret and, for `overlap_seconds`, with the one before as well, so that the receiver can change over meanwhile. The answer shows the new one this once.
         */
        post: operations["rotateNotificationChannelSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notification-channels/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test
         * @description Queues the audit record of this very request for the channel, whatever its filters say, and answers with its delivery, which `GET …/deliveries` follows. Of an active channel only.
         */
        post: operations["testNotificationChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notification-channels/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deliveries
         * @description What was sent to the channel or waits for it, the newest first, with the last tries of each. What has arrived is kept for seven days, what was given up for thirty.
         */
        get: operations["listNotificationDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notification-channels/{id}/deliveries/{event_id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver again
         * @description Queues the event once more, whether it has arrived, was given up, or waits for its next try. It may come after events that are younger. 409 `conflict` for a channel that is inactive.
         */
        post: operations["redeliverNotification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/proofs/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a proof
         * @description Checks what is handed in against the keys that are handed in, and looks at nothing that is stored. Whoever does not trust this server checks it with `capstan-verify`.
         */
        post: operations["verifyLedgerProof"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/cosignatures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cosign a checkpoint as a witness
         * @description A witness that has seen a checkpoint of this log, or of the platform's, and its consistency with the one it saw before, hands in its signature (C2SP cosignature/v1). From then on it comes with the checkpoint. Whether a witness is to be trusted is for whoever verifies to say.
         */
        post: operations["addLedgerCosignature"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/platform/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the newest checkpoint of the platform's log
         * @description The leaves of the platform's log are the checkpoints of all organizations. It is the one to have witnessed, since its checkpoint speaks for all of them.
         */
        get: operations["getPlatformCheckpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/platform/consistency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove that the platform's log only grew
         * @description A consistency proof between two sizes of the platform's tree.
         */
        get: operations["getPlatformConsistency"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/platform/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove that a checkpoint is in the platform's log
         * @description An inclusion proof of a checkpoint of this organization in the platform's tree: the newest one that is in it, or the one with the given size.
         */
        get: operations["getPlatformProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/platform/tile/{level}/{tile}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a tile of the platform's log
         * @description As for the log of an organization. For whoever manages organizations, since it tells of all of them.
         */
        get: operations["getPlatformTile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evidence-bundles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List evidence bundles
         * @description Those that the caller may read, the newest first. A bundle is gone when it has expired.
         */
        get: operations["listEvidenceBundles"];
        put?: never;
        /**
         * Build an evidence bundle
         * @description Puts the audit records of a job, of a session, of an approval, or of a resource in a period (`from`, `to`) into a ZIP file, with proofs, signed checkpoint, public key and a summary for people: `capstan-verify bundle` checks it offline. Answers at once with a job, which fails where there is no record (`no_records`), where there are more than 50,000 (`too_many_records`), or where the log is damaged (`ledger_damaged`). A bundle about a job or a resource lies where that lies, and holds the records that lie there; where some of a resource's records lie elsewhere and the caller reads the whole organization, it lies in the root scope and holds all. Records of a session or of an approval are for those who read the whole organization. It is kept for 30 days. Refused with 409 `conflict` while 20 of the organization, or 10 of the caller, have not ended, and while those of the organization take up 10 GB, or those that the caller has asked for 5 GB.
         */
        post: operations["createEvidenceBundle"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evidence-bundles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an evidence bundle
         * @description What it is about, and whether it is ready.
         */
        get: operations["getEvidenceBundle"];
        put?: never;
        post?: never;
        /**
         * Discard an evidence bundle
         * @description Takes the bundle away before it expires: nobody sees it any more, and its file is removed within a minute. The records that it held, those of the request, and the job stay. Refused with 409 `conflict` while it is being built.
         */
        delete: operations["discardEvidenceBundle"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evidence-bundles/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch an evidence bundle
         * @description The ZIP file. Its SHA-256 is that of the bundle, and in the audit record of the job that built it. 409 `conflict` while it is not ready; 429 `too_many_requests` while four exports and files are on their way to the caller.
         */
        get: operations["getEvidenceBundleContent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is the process alive
         * @description Answers as long as the process runs; asks no other part.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Can the process serve
         * @description Asks the parts that it needs and names those that are not ready.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics
         * @description Metrics in the text format of Prometheus. Open to callers on the machine itself; anyone else needs the permission `audit:read`.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What runs here
         * @description Answers with name and version.
         */
        get: operations["getVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The contract
         * @description This document as JSON.
         */
        get: operations["getContract"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The contract of version 1
         * @description This document as JSON; the same as `/openapi.json`.
         */
        get: operations["getVersionedContract"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The contract in a browser
         * @description A page to read and try the contract; it loads nothing from other hosts.
         */
        get: operations["browseContract"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compliance/ratings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rate a scope
         * @description How the resources at and below a scope stand, and the accounts that no resource manages on devices that were looked at: each resource and device has 100 points, of which its open findings take some (low 5, medium 15, high 40, critical 100, no more than 100 in all); the score is the mean, rounded down. 90 and more is `strong`, 70 `fair`, 40 `weak`, less `critical`.
         */
        get: operations["getComplianceRating"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compliance/ratings/{scope_id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Explain a rating
         * @description Where the points of a scope went, by signal, and resource by resource and device by device with their findings; those that have lost most come first.
         */
        get: operations["explainComplianceRating"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compliance/policy-drift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List policy drift
         * @description Resources whose actual state is not what their effective policy says, by the open findings that show it.
         */
        get: operations["listPolicyDrift"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compliance/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show how a rating has moved
         * @description One point a day (UTC), as it stood at the end of that day, or stands today. Days in which nothing was kept are left out.
         */
        get: operations["getComplianceHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compliance/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Compare two moments
         * @description Findings that were there at one moment and not at the other: `new` ones, and those that are `gone`.
         */
        get: operations["diffCompliance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compliance/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List findings
         * @description What was found about resources within reach, and about accounts of devices that no resource manages, by their facts: open, accepted for a time, or resolved by now.
         */
        get: operations["listFindings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compliance/findings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a finding
         * @description A finding with its evidence, what it means and what makes it go away.
         */
        get: operations["getFinding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Say who sees to a finding
         * @description Sets its owner.
         */
        patch: operations["updateFinding"];
        trace?: never;
    };
    "/v1/compliance/findings/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask that a finding be accepted
         * @description For a time, and with a reason. It is accepted once somebody else agrees, and open again when that time is over. Refused with 409 `conflict` where it is not open, or was asked for already.
         */
        post: operations["acceptFinding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compliance/findings/{id}/agree": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agree to accept a finding
         * @description Somebody else than who has asked for it. Until its day comes the finding costs no points. Refused with 403 to whoever has asked, and with 409 `conflict` where nobody has, or its day is past.
         */
        post: operations["agreeToFinding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compliance/findings/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept a finding no longer
         * @description Takes back that it is accepted, or was asked to be. Refused with 409 `conflict` where neither is so.
         */
        post: operations["reopenFinding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compliance/findings/{id}/remedy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for what makes a finding go
         * @description Makes a job on the resource of the finding, as `POST /v1/resources/{id}/…` would, under the same policies and with the same permission, which is needed as well: `rotate` for `rotation_due` and `weak_password_age`, `verify` for `verification_stale`, `reconcile` for `out_of_sync` (`verify` where nobody knows which secret the target takes). The finding names the job until it is found again; that it is resolved only a look at the resource says. Refused with 409 `conflict` where no operation helps (the answer says what a person has to do), where it is resolved, and while an earlier remedy is under way; and with what such a job is refused with.
         */
        post: operations["remedyFinding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compliance/findings/remedy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Plan what makes many findings go
         * @description Makes a plan, as `POST /v1/bulk/preflight` does, about the resources at and below a scope that have an open finding of one signal; the plan is then looked at and carried out as any other. Of more than 10,000 those that have been so longest are taken. Of `out_of_sync` those of which the target takes none of the stored secrets: verify the others, by a plan about `status` `unknown`. Needs `resource:verify`, the permission of the operation, and `finding:read`, all for the scope. Refused with 409 `conflict` where there is no such finding, and while 5 preflights of the organization have not ended.
         */
        post: operations["remedyFindings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What went wrong, as RFC 9457 has it. */
        Problem: {
            /**
             * @description Where the code is explained.
             * @example /docs/errors#not_found
             */
            type: string;
            /**
             * @description The public text of the code.
             * @example There is no such object
             */
            title: string;
            /**
             * @description The HTTP status again.
             * @example 404
             */
            status: number;
            /**
             * @description Stable code to decide by.
             * @example not_found
             */
            code: string;
            /** @description What happened in this case. Never holds a secret. */
            detail: string;
            /**
             * @description Ties the request, its audit record, its job and the log lines together: `evt_` and a ULID, or what the client sent in `X-Correlation-Id`.
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            correlation_id: string;
            /** @description The places in the request that are wrong. */
            errors?: components["schemas"]["FieldProblem"][];
        };
        /** @description One place in the request that is wrong. */
        FieldProblem: {
            /**
             * @description JSON Pointer into the request: `/body/…`, `/query/…`, `/path/…` or `/headers/…`.
             * @example /body/port
             */
            pointer: string;
            /**
             * @description What is wrong there.
             * @example must be integer
             */
            detail: string;
        };
        /** @description Who the caller is, and what the caller may do in the organization that it acts in. */
        Identity: {
            type: components["schemas"]["IdentityType"];
            /**
             * @description Id of the user or application.
             * @example 1
             */
            id: number;
            /**
             * @description By this, other organizations can grant it something: `usr_…` of a user, the client id of an application. Who does not know it cannot guess it.
             * @example usr_01hx3n8q5w6m7r9t2v4y6z8b0c
             */
            public_id: string;
            /**
             * @description Its name, as the audit log shows it.
             * @example admin
             */
            name: string;
            organization: components["schemas"]["OrganizationName"];
            home_organization: components["schemas"]["OrganizationName"];
            /** @description What it can do on some scope or resource at least, authenticated as it is now, sorted; `grants` says where. */
            permissions: components["schemas"]["Permission"][];
            /** @description The first 100 grants in force, by id; /v1/users/{id}/access has all of a user's. */
            grants: components["schemas"]["HeldGrant"][];
            /**
             * @description How many grants are in force.
             * @example 1
             */
            grant_count: number;
            authentication: components["schemas"]["AuthenticationMethod"];
            /**
             * Format: date-time
             * @description When the user last proved who it is; what is dangerous wants this to be recent. The beginning of 1970 where an identity provider did not say; null for applications and API keys.
             * @example 2026-05-06T13:20:13.000Z
             */
            authenticated_at: string | null;
            /**
             * @description The user has a second factor.
             * @example false
             */
            has_second_factor: boolean;
        };
        /**
         * @description Kind of identity.
         * @example user
         * @enum {string}
         */
        IdentityType: "user" | "application";
        /** @description An organization. */
        OrganizationName: {
            /**
             * @description Id of the organization.
             * @example 1
             */
            id: number;
            /**
             * @description Its name.
             * @example default
             */
            name: string;
        };
        /**
         * @description How the request was authenticated; `token_…`: by a user token that was got that way.
         * @example basic
         * @enum {string}
         */
        AuthenticationMethod: "basic" | "basic_totp" | "api_key" | "token_basic" | "token_basic_totp" | "token_oidc" | "oauth2_client_credentials" | "oauth2_private_key_jwt" | "oauth2_token_exchange";
        /** @description A grant as somebody holds it. */
        HeldGrant: {
            /**
             * @description Id of the grant.
             * @example 12
             */
            grant_id: number;
            /**
             * @description The role that it gives.
             * @example operator
             */
            role: string;
            /**
             * @description The scope that it is on; null where it is on a resource.
             * @example 3
             */
            scope_id: number | null;
            /** @description The resource that it is on; null where it is on a scope. */
            resource_id: number | null;
            /** @description The group through which it is held; null where it is held directly. */
            group_id: number | null;
            /**
             * Format: date-time
             * @description When it ends; null where it does not. RFC 3339, UTC.
             * @example 2026-06-30T00:00:00.000Z
             */
            expires_at: string | null;
        };
        /** @description A token request. The client authenticates by HTTP Basic, by `client_id` and `client_secret` in the form, by `client_assertion`, or, for an exchange, by the outside token itself. */
        TokenRequest: {
            /**
             * @description Client credentials, or the exchange of an outside token.
             * @enum {string}
             */
            grant_type: "client_credentials" | "urn:ietf:params:oauth:grant-type:token-exchange";
            /** @description Where not sent by HTTP Basic. */
            client_id?: string;
            /** @description Where not sent by HTTP Basic. */
            client_secret?: string;
            /** @description With `client_assertion`: `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`. */
            client_assertion_type?: string;
            /** @description A JWT that the application has signed with its key (RFC 7523): `iss` and `sub` are the client id, `aud` is the issuer or the token endpoint, `jti` works once, and `exp` is at most an hour away. */
            client_assertion?: string;
            /** @description For an exchange: the JWT of a workload issuer. */
            subject_token?: string;
            /**
             * @description For an exchange: what the issuer calls it; it is a JWT in any case.
             * @enum {string}
             */
            subject_token_type?: "urn:ietf:params:oauth:token-type:jwt" | "urn:ietf:params:oauth:token-type:id_token" | "urn:ietf:params:oauth:token-type:access_token";
            /**
             * @description For an exchange: there is nothing else to get.
             * @constant
             */
            requested_token_type?: "urn:ietf:params:oauth:token-type:access_token";
            /** @description For an exchange: may be left out; anything but the issuer of this server is `invalid_target`. */
            audience?: string;
            /** @description Ignored: grants and authorized resources of the application say what the token allows. */
            scope?: string;
        };
        /** @description An access token. */
        Token: {
            /** @description Send it as `Authorization: Bearer …` or `DPoP …`. */
            access_token: string;
            /**
             * @description DPoP where it is bound to a key.
             * @enum {string}
             */
            token_type: "Bearer" | "DPoP";
            /**
             * @description Seconds that it stays valid.
             * @example 600
             */
            expires_in: number;
            /** @description After an exchange: `urn:ietf:params:oauth:token-type:access_token`. */
            issued_token_type?: string;
        };
        /** @description A revocation request (RFC 7009). */
        RevocationRequest: {
            /** @description The token to revoke. */
            token: string;
            /** @description What kind of token it is. */
            token_type_hint?: string;
            /** @description Where not sent by HTTP Basic. */
            client_id?: string;
            /** @description Where not sent by HTTP Basic. */
            client_secret?: string;
            /** @description With `client_assertion`: `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`. */
            client_assertion_type?: string;
            /** @description A JWT that the application has signed with its key (RFC 7523): `iss` and `sub` are the client id, `aud` is the issuer or the token endpoint, `jti` works once, and `exp` is at most an hour away. */
            client_assertion?: string;
        };
        /** @description An introspection request (RFC 7662). */
        IntrospectionRequest: {
            /** @description The token to ask about. */
            token: string;
            /** @description What kind of token it is. */
            token_type_hint?: string;
            /** @description Where not sent by HTTP Basic. */
            client_id?: string;
            /** @description Where not sent by HTTP Basic. */
            client_secret?: string;
            /** @description With `client_assertion`: `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`. */
            client_assertion_type?: string;
            /** @description A JWT that the application has signed with its key (RFC 7523): `iss` and `sub` are the client id, `aud` is the issuer or the token endpoint, `jti` works once, and `exp` is at most an hour away. */
            client_assertion?: string;
        };
        /** @description What there is to say about a token; of one that does not work, or is not the client's own, nothing else than `active: false`. */
        Introspection: {
            /** @description Whether it works. */
            active: boolean;
            /** @description The application. */
            client_id?: string;
            /**
             * @description How to send it.
             * @enum {string}
             */
            token_type?: "Bearer" | "DPoP";
            /** @description The issuer. */
            iss?: string;
            /** @description When it was issued. Seconds since 1970. */
            iat?: number;
            /** @description When it ends. Seconds since 1970. */
            exp?: number;
            /** @description The key that it is bound to. */
            cnf?: {
                /** @description SHA-256 thumbprint of the key (RFC 7638). */
                jkt: string;
            };
        };
        /** @description Metadata of the OAuth2 server (RFC 8414). */
        OauthMetadata: {
            /** @description The issuer. */
            issuer: string;
            /** @description Where tokens are got. */
            token_endpoint: string;
            /** @description Where they are revoked. */
            revocation_endpoint?: string;
            /** @description Where they are asked about. */
            introspection_endpoint?: string;
            /** @description Grant types. */
            grant_types_supported: string[];
            /** @description None: nobody signs in here. */
            response_types_supported: string[];
            /** @description How clients authenticate for tokens. */
            token_endpoint_auth_methods_supported?: string[];
            /** @description How client assertions may be signed. */
            token_endpoint_auth_signing_alg_values_supported?: string[];
            /** @description How clients authenticate to revoke. */
            revocation_endpoint_auth_methods_supported?: string[];
            /** @description How client assertions may be signed. */
            revocation_endpoint_auth_signing_alg_values_supported?: string[];
            /** @description How clients authenticate to ask. */
            introspection_endpoint_auth_methods_supported?: string[];
            /** @description How client assertions may be signed. */
            introspection_endpoint_auth_signing_alg_values_supported?: string[];
            /** @description How DPoP proofs may be signed. */
            dpop_signing_alg_values_supported?: string[];
            /** @description For people. */
            service_documentation?: string;
        };
        /** @description What the token endpoint answers when it refuses (RFC 6749, section 5.2). */
        OauthError: {
            /**
             * @description Code of OAuth 2.0.
             * @example invalid_client
             */
            error: string;
            /** @description What happened. */
            error_description?: string;
        };
        /** @description Another password for oneself. */
        PasswordChange: {
            /** @description 12 characters or more, and not the name of the user. */
            new_password: string;
        };
        /** @description That the password has changed. */
        PasswordChanged: {
            /**
             * Format: date-time
             * @description When it was changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            password_changed_at: string;
        };
        /** @description The secret of a time-based second factor, shown once. */
        TotpSecret: {
            /** @description In base32. */
            secret: string;
            /** @description The same for authenticator apps; show it as a QR code. */
            otpauth_uri: string;
        };
        /** @description A code of the authenticator app. */
        TotpCode: {
            /**
             * @description Six digits; a code works once.
             * @example 123456
             */
            code: string;
        };
        /** @description A code of the authenticator app, or a recovery code. */
        SecondFactorCode: {
            /**
             * @description Six digits, or a recovery code; each works once.
             * @example 123456
             */
            code: string;
        };
        /** @description What stands for codes of the authenticator app when it is lost, shown once. */
        RecoveryCodes: {
            /** @description Each works once. */
            recovery_codes: string[];
        };
        /** @description Whether there is a second factor. */
        SecondFactorState: {
            /** @description Whether the password alone is not enough. */
            has_second_factor: boolean;
        };
        /**
         * @description What it was got for; a password, a password with a second factor, or a sign-in at an identity provider.
         * @enum {string}
         */
        UserTokenMethod: "token_basic" | "token_basic_totp" | "token_oidc";
        /** @description A bearer token of a user, without its text. */
        UserToken: {
            /**
             * @description Id of the token; it is no secret.
             * @example utk_01hx3n8q5w6m7r9t2v4y6z8b0c
             */
            token_id: string;
            method: components["schemas"]["UserTokenMethod"];
            /**
             * Format: date-time
             * @description When the person proved who they are. RFC 3339, UTC. 1970-01-01T00:00:00.000Z where the identity provider did not say, which is never fresh.
             * @example 2026-05-06T13:20:13.000Z
             */
            authenticated_at: string;
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it ends. RFC 3339, UTC.
             * @example 2026-05-06T14:20:13.000Z
             */
            expires_at: string;
            /**
             * Format: date-time
             * @description When it was revoked. RFC 3339, UTC.
             */
            revoked_at: string | null;
            /** @description Address that it was given to. */
            address: string | null;
            /** @description Whether this request came with it. */
            is_current: boolean;
        };
        /** @description A user token, with its text this once. */
        IssuedUserToken: {
            /** @description Send it as `Authorization: Bearer …`. */
            token: string;
            /**
             * @description How to send it.
             * @constant
             */
            token_type: "Bearer";
            /**
             * @description Id of the token; it is no secret.
             * @example utk_01hx3n8q5w6m7r9t2v4y6z8b0c
             */
            token_id: string;
            method: components["schemas"]["UserTokenMethod"];
            /**
             * Format: date-time
             * @description When the person proved who they are. RFC 3339, UTC. 1970-01-01T00:00:00.000Z where the identity provider did not say, which is never fresh.
             * @example 2026-05-06T13:20:13.000Z
             */
            authenticated_at: string;
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it ends. RFC 3339, UTC.
             * @example 2026-05-06T14:20:13.000Z
             */
            expires_at: string;
        };
        /** @description A page of user tokens, the newest first. */
        UserTokenPage: {
            /** @description The objects of this page. */
            tokens: components["schemas"]["UserToken"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description What a sign-in is redeemed with. */
        SignInRedemption: {
            /** @description What came to the `redirect_uri`; works once, for 60 seconds. */
            code: string;
            /** @description What the `code_challenge` of the beginning was made from. */
            code_verifier: string;
        };
        /** @description A tenant: identities, rights and inventory of its own. */
        Organization: {
            /**
             * @description Id of the organization.
             * @example 2
             */
            id: number;
            /**
             * @description Unique; stands before the names of its users where they sign in (`acme/alice`).
             * @example acme
             */
            name: string;
            /**
             * @description Inactive objects are kept, but cannot be used.
             * @enum {string}
             */
            status: "active" | "inactive";
            /**
             * @description How old an authentication may be, in minutes, for what concerns identities and rights.
             * @example 15
             */
            step_up_minutes: number;
            /**
             * @description How many minutes a user token works.
             * @example 60
             */
            user_token_minutes: number;
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description An organization to create. */
        NewOrganization: {
            /**
             * @description Unique; stands before the names of its users where they sign in (`acme/alice`).
             * @example acme
             */
            name: string;
            /**
             * @description Name of its first administrator. `_api_key` is taken.
             * @example alice
             */
            admin_name: string;
        };
        /** @description The organization just created, with its first administrator. */
        OrganizationWithAdministrator: components["schemas"]["Organization"] & {
            admin: components["schemas"]["UserWithPassword"];
        };
        /** @description What to change; what is left out stays. */
        OrganizationChanges: {
            /**
             * @description How old an authentication may be, in minutes, for what concerns identities and rights.
             * @example 15
             */
            step_up_minutes?: number;
            /**
             * @description How many minutes a user token works.
             * @example 60
             */
            user_token_minutes?: number;
        };
        /** @description A page of organizations. */
        OrganizationPage: {
            /** @description The objects of this page. */
            organizations: components["schemas"]["Organization"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description A person who uses Capstan. */
        User: {
            /**
             * @description Id of the user.
             * @example 7
             */
            id: number;
            /**
             * @description Names the user in grants of other organizations.
             * @example usr_01hx3n8q5w6m7r9t2v4y6z8b0c
             */
            public_id: string;
            /**
             * @description Unique in the organization; what the user signs in with.
             * @example alice
             */
            name: string;
            /**
             * @description The name that people read.
             * @example Alice Rossi
             */
            display_name: string | null;
            /**
             * @description Where to reach the user; nothing is sent there.
             * @example alice@example.com
             */
            email: string | null;
            /**
             * @description Inactive objects are kept, but cannot be used.
             * @enum {string}
             */
            status: "active" | "inactive";
            /**
             * @description `local`: authenticates here; `federated`: signs in at an identity provider.
             * @enum {string}
             */
            kind: "local" | "federated";
            /** @description Whether there is a password here. */
            has_password: boolean;
            /** @description Whether signing in with the password wants a code as well. */
            has_second_factor: boolean;
            /** @description Where the user signs in; null for local users. */
            identity_provider_id: number | null;
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description A local user to create. */
        NewUser: {
            /**
             * @description Unique in the organization; what the user signs in with. `_api_key` is taken.
             * @example alice
             */
            name: string;
            /**
             * @description The name that people read.
             * @example Alice Rossi
             */
            display_name?: string | null;
            /**
             * @description Where to reach the user; nothing is sent there.
             * @example alice@example.com
             */
            email?: string | null;
            /** @description 12 characters or more, and not the name of the user. Left out, one is made. */
            password?: string;
        };
        /** @description What to change; what is left out stays, null empties. */
        UserChanges: {
            /**
             * @description The name that people read.
             * @example Alice Rossi
             */
            display_name?: string | null;
            /**
             * @description Where to reach the user; nothing is sent there.
             * @example alice@example.com
             */
            email?: string | null;
        };
        /** @description The password to set. */
        PasswordReset: {
            /** @description 12 characters or more, and not the name of the user. Left out, one is made. */
            password?: string;
        };
        /** @description The user, with the password that was made, which is shown this once. */
        UserWithPassword: components["schemas"]["User"] & {
            /** @description Hand it over safely: only its hash stays here. Null where the request brought its own. */
            readonly password: string | null;
        };
        /** @description A page of users. */
        UserPage: {
            /** @description The objects of this page. */
            users: components["schemas"]["User"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description A key that acts as its user. */
        ApiKey: {
            /**
             * @description Id of the API key.
             * @example 12
             */
            id: number;
            /**
             * @description Whom it acts as.
             * @example 7
             */
            user_id: number;
            /**
             * @description Unique among the keys of the user, revoked ones included.
             * @example pipeline
             */
            name: string;
            /**
             * @description What it is for.
             * @example Nightly verification
             */
            description: string | null;
            /**
             * @description How the key begins, to recognise it by.
             * @example cap_ak_3fX9aQ
             */
            hint: string;
            /**
             * @description Revoked keys do not work, and never will again.
             * @enum {string}
             */
            status: "active" | "revoked";
            /**
             * Format: date-time
             * @description When it stops working; null = never. RFC 3339, UTC.
             * @example 2027-05-06T00:00:00.000Z
             */
            expires_at: string | null;
            /** @description Addresses and CIDR ranges that it works from; empty = from anywhere. */
            allowed_addresses: string[];
            /**
             * Format: date-time
             * @description When it was last used, to the minute; null = never. RFC 3339, UTC.
             */
            last_used_at: string | null;
            /**
             * Format: date-time
             * @description When it was revoked; null = it is not. RFC 3339, UTC.
             */
            revoked_at: string | null;
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description An API key to create. */
        NewApiKey: {
            /**
             * @description Unique among the keys of the user, revoked ones included.
             * @example pipeline
             */
            name: string;
            /**
             * @description What it is for.
             * @example Nightly verification
             */
            description?: string | null;
            /**
             * Format: date-time
             * @description When it stops working, in the future; null or left out = never.
             * @example 2027-05-06T00:00:00.000Z
             */
            expires_at?: string | null;
            /** @description Addresses and CIDR ranges that it works from; empty = from anywhere. */
            allowed_addresses?: string[];
        };
        /** @description What to change; what is left out stays, null empties. */
        ApiKeyChanges: {
            /**
             * @description `revoked` is final.
             * @enum {string}
             */
            status?: "active" | "revoked";
            /**
             * @description What it is for.
             * @example Nightly verification
             */
            description?: string | null;
            /**
             * Format: date-time
             * @description When it stops working, in the future; null = never.
             * @example 2027-05-06T00:00:00.000Z
             */
            expires_at?: string | null;
            /** @description Addresses and CIDR ranges that it works from; empty = from anywhere. */
            allowed_addresses?: string[];
        };
        /** @description The API key just created, with the key itself, which is shown this once. */
        ApiKeyWithSecret: components["schemas"]["ApiKey"] & {
            /** @description Send it as a bearer token, or as the password of user `_api_key`. Keep it safe: only its hash stays here. */
            readonly key: string;
        };
        /** @description A page of API keys. */
        ApiKeyPage: {
            /** @description The objects of this page. */
            api_keys: components["schemas"]["ApiKey"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description Users who get the same rights. */
        Group: {
            /**
             * @description Id of the group.
             * @example 5
             */
            id: number;
            /**
             * @description Unique in the organization.
             * @example database-operators
             */
            name: string;
            /**
             * @description What it is for.
             * @example Rotate what runs on PostgreSQL
             */
            description: string | null;
            /**
             * @description Inactive objects are kept, but cannot be used.
             * @enum {string}
             */
            status: "active" | "inactive";
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description A group to create. */
        NewGroup: {
            /**
             * @description Unique in the organization.
             * @example database-operators
             */
            name: string;
            /**
             * @description What it is for.
             * @example Rotate what runs on PostgreSQL
             */
            description?: string | null;
        };
        /** @description What to change; what is left out stays, null empties. */
        GroupChanges: {
            /**
             * @description Unique in the organization.
             * @example database-operators
             */
            name?: string;
            /**
             * @description What it is for.
             * @example Rotate what runs on PostgreSQL
             */
            description?: string | null;
        };
        /** @description A page of groups. */
        GroupPage: {
            /** @description The objects of this page. */
            groups: components["schemas"]["Group"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description A user in a group. */
        GroupMember: {
            /**
             * @description Id of the user.
             * @example 7
             */
            user_id: number;
            /**
             * @description Name of the user.
             * @example alice
             */
            name: string;
            /**
             * @description The name that people read.
             * @example Alice Rossi
             */
            display_name: string | null;
            /**
             * @description Inactive objects are kept, but cannot be used.
             * @enum {string}
             */
            status: "active" | "inactive";
            /** @description The identity provider that says so at every sign-in; null = a person said so. */
            identity_provider_id: number | null;
            /**
             * Format: date-time
             * @description When the user became a member. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            added_at: string;
            /**
             * @description The audit record of it (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description A page of members. */
        GroupMemberPage: {
            /** @description The objects of this page. */
            members: components["schemas"]["GroupMember"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /**
         * @description What an operation needs (`x-permission`).
         * @enum {string}
         */
        Permission: "organization:write" | "organization:manage" | "user:read" | "user:write" | "api_key:read" | "api_key:write" | "group:read" | "group:write" | "application:read" | "application:write" | "role:read" | "role:write" | "grant:read" | "grant:write" | "identity_provider:read" | "identity_provider:write" | "workload_issuer:read" | "workload_issuer:write" | "scope:read" | "scope:write" | "device:read" | "device:write" | "device:discover" | "platform:read" | "platform:write" | "resource:read" | "resource:write" | "resource:verify" | "resource:rotate" | "resource:reconcile" | "resource:connect" | "credential:read" | "credential:write" | "credential:checkout" | "credential:recall" | "session:read" | "session:watch" | "session:moderate" | "session:terminate" | "recording:read" | "protected_information:read" | "protected_information:write" | "protected_information:retrieve" | "policy:read" | "policy:write" | "approval:read" | "approval:decide" | "break_glass:use" | "job:read" | "job:cancel" | "event:read" | "finding:read" | "finding:triage" | "finding:accept" | "audit:read" | "log_collector:read" | "log_collector:write" | "notification:read" | "notification:write" | "ledger:witness" | "ledger:verify" | "ledger:manage" | "ledger:erase" | "evidence:create";
        /** @description A set of permissions, to be granted. */
        Role: {
            /**
             * @description Unique in the organization; grants name it.
             * @example rotator
             */
            name: string;
            /**
             * @description What it is for.
             * @example Rotates at night
             */
            description: string | null;
            /** @description Every organization has it, and nobody changes it. */
            built_in: boolean;
            /** @description What it permits, sorted. */
            permissions: components["schemas"]["Permission"][];
            /**
             * @description Inactive objects are kept, but cannot be used.
             * @enum {string}
             */
            status: "active" | "inactive";
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC; null for a built-in one.
             */
            created_at: string | null;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC; null for a built-in one.
             */
            updated_at: string | null;
            /** @description The audit record of the last change (`event_id` in the audit log); null for a built-in one. */
            last_event_id: string | null;
        };
        /** @description A role to create. */
        NewRole: {
            /**
             * @description Unique in the organization; it cannot be changed later.
             * @example rotator
             */
            name: string;
            /**
             * @description What it is for.
             * @example Rotates at night
             */
            description?: string | null;
            /** @description What it permits. */
            permissions: components["schemas"]["Permission"][];
        };
        /** @description What to change; what is left out stays, null empties. */
        RoleChanges: {
            /**
             * @description What it is for.
             * @example Rotates at night
             */
            description?: string | null;
            /** @description What it permits from now on. */
            permissions?: components["schemas"]["Permission"][];
        };
        /** @description A page of roles. */
        RolePage: {
            /** @description The objects of this page. */
            roles: components["schemas"]["Role"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /**
         * @description Kind of subject.
         * @example user
         * @enum {string}
         */
        SubjectType: "user" | "application" | "group";
        /**
         * @description Whether it is in force; `expired` ones come back where their end is moved.
         * @example active
         * @enum {string}
         */
        GrantStatus: "active" | "expired" | "revoked";
        /** @description A role that somebody holds somewhere. */
        Grant: {
            /**
             * @description Id of the grant.
             * @example 12
             */
            id: number;
            subject_type: components["schemas"]["SubjectType"];
            /**
             * @description Id of the user, application or group; null for one of another organization.
             * @example 7
             */
            subject_id: number | null;
            /** @description Public id of a user or application of another organization; null for those of this one. */
            subject_public_id: string | null;
            /** @description Name of that other organization; null for subjects of this one. */
            subject_organization: string | null;
            /**
             * @description Its name.
             * @example alice
             */
            subject_name: string;
            /**
             * @description The role that it gives.
             * @example operator
             */
            role: string;
            /**
             * @description The scope that it is on, with all below it; null where it is on a resource.
             * @example 3
             */
            scope_id: number | null;
            /** @description The resource that it is on; null where it is on a scope. */
            resource_id: number | null;
            /**
             * Format: date-time
             * @description When it ends; null where it does not. RFC 3339, UTC.
             * @example 2026-06-30T00:00:00.000Z
             */
            expires_at: string | null;
            status: components["schemas"]["GrantStatus"];
            /**
             * @description Who made it.
             * @example user admin
             */
            granted_by: string;
            /**
             * @description Why, in the words of whoever made it.
             * @example On call in May
             */
            reason: string | null;
            /**
             * Format: date-time
             * @description When it was revoked. RFC 3339, UTC.
             */
            revoked_at: string | null;
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description A grant to create. Exactly one of `subject_id` and `subject_public_id`, and exactly one of `scope_id` and `resource_id`, is given. */
        NewGrant: {
            subject_type: components["schemas"]["SubjectType"];
            /**
             * @description Id of a user, application or group of this organization.
             * @example 7
             */
            subject_id?: number;
            /**
             * @description Public id of a user (`usr_…`), or client id of an application, of any organization.
             * @example usr_01hx3n8q5w6m7r9t2v4y6z8b0c
             */
            subject_public_id?: string;
            /**
             * @description An active role.
             * @example operator
             */
            role: string;
            /**
             * @description The scope, with all below it, on which the role is given.
             * @example 3
             */
            scope_id?: number;
            /**
             * @description The single resource on which the role is given.
             * @example 42
             */
            resource_id?: number;
            /**
             * Format: date-time
             * @description When it ends, within ten years; null or left out, it does not. RFC 3339, UTC.
             * @example 2026-06-30T00:00:00.000Z
             */
            expires_at?: string | null;
            /**
             * @description Why; it is kept with the grant and in the audit log.
             * @example On call in May
             */
            reason?: string | null;
        };
        /** @description What to change. */
        GrantChanges: {
            /**
             * Format: date-time
             * @description When it ends, within ten years; null for never. RFC 3339, UTC.
             * @example 2026-06-30T00:00:00.000Z
             */
            expires_at: string | null;
        };
        /** @description Why a grant is revoked. */
        GrantRevocation: {
            /**
             * @description Kept in the audit log.
             * @example Left the team
             */
            reason?: string | null;
        };
        /** @description A page of grants. */
        GrantPage: {
            /** @description The objects of this page. */
            grants: components["schemas"]["Grant"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description Who may do what where? Exactly one of `permission` and `operation` is given, and at most one of `scope_id` and `resource_id`. */
        AccessQuestion: {
            /** @description Who; left out, the caller. Exactly one of `id` and `public_id` is given. */
            subject?: {
                type: components["schemas"]["SubjectType"];
                /**
                 * @description Id of a user, application or group of this organization.
                 * @example 7
                 */
                id?: number;
                /**
                 * @description Public id of a user (`usr_…`), or client id of an application, of any organization.
                 * @example usr_01hx3n8q5w6m7r9t2v4y6z8b0c
                 */
                public_id?: string;
            };
            permission?: components["schemas"]["Permission"];
            /**
             * @description An operationId of this contract.
             * @example rotateResource
             */
            operation?: string;
            /**
             * @description On what lies in this scope.
             * @example 3
             */
            scope_id?: number;
            /**
             * @description On this resource, its credentials and its jobs.
             * @example 42
             */
            resource_id?: number;
            /**
             * @description From this address. Left out: the one of this request where the caller asks about itself, and any address otherwise.
             * @example 10.1.2.3
             */
            address?: string;
        };
        /** @description An access decision, and what it comes from. */
        AccessExplanation: {
            /**
             * @description Whether a request would be allowed now.
             * @example true
             */
            allowed: boolean;
            subject: components["schemas"]["AccessSubject"];
            /** @description The permission that is needed; null where being authenticated is enough. */
            permission: components["schemas"]["Permission"] | null;
            /**
             * @description The operation that was asked about.
             * @example rotateResource
             */
            operation: string | null;
            /** @description Where the permission is needed. */
            place: {
                /**
                 * @description The scope, or the one in which the resource lies; null for the organization as a whole.
                 * @example 3
                 */
                scope_id: number | null;
                /** @description The resource; null where the question is about a scope. */
                resource_id: number | null;
                scope_path: components["schemas"]["ScopePath"];
            };
            /**
             * @description The decision in words.
             * @example resource:rotate by grant 12 (role operator)
             */
            reason: string;
            /** @description The grants that allow it, 100 of them at most. */
            by: components["schemas"]["HeldGrant"][];
            /** @description What is missing; null where no grant is. */
            missing: {
                permission: components["schemas"]["Permission"];
                /** @description Roles that hold it. */
                roles: string[];
                /** @description Scopes, from the topmost that the caller may see down, on any of which it would do. */
                on_scope_ids: number[];
            } | null;
            /** @description Conditions beside the grants, in words. */
            limits: string[];
        };
        /** @description A user, an application or a group. */
        AccessSubject: {
            type: components["schemas"]["SubjectType"];
            /**
             * @description Its id; null for one of another organization.
             * @example 7
             */
            id: number | null;
            /** @description Public id of one of another organization; null for those of this one. */
            public_id: string | null;
            /** @description Name of that other organization; null for those of this one. */
            organization: string | null;
            /**
             * @description Its name.
             * @example alice
             */
            name: string;
        };
        /** @description Names of scopes, from the topmost that the caller may see down. */
        ScopePath: string[];
        /** @description What one grant lets the user do, and where. */
        UserAccess: {
            /**
             * @description Id of the grant.
             * @example 12
             */
            grant_id: number;
            /**
             * @description The role that it gives.
             * @example operator
             */
            role: string;
            /** @description What the role permits, sorted. */
            permissions: components["schemas"]["Permission"][];
            /**
             * @description The scope that it is on, with all below it; null where it is on a resource.
             * @example 3
             */
            scope_id: number | null;
            /** @description The resource that it is on; null where it is on a scope. */
            resource_id: number | null;
            /** @description Name of that resource. */
            resource_name: string | null;
            scope_path: components["schemas"]["ScopePath"];
            /** @description The group through which it is held; null where it is held directly. */
            group_id: number | null;
            /** @description Name of that group. */
            group_name: string | null;
            /**
             * Format: date-time
             * @description When it ends; null where it does not. RFC 3339, UTC.
             * @example 2026-06-30T00:00:00.000Z
             */
            expires_at: string | null;
        };
        /** @description What a user can reach. */
        UserAccessPage: {
            user: components["schemas"]["AccessSubject"];
            /**
             * @description Of the user; an inactive one holds what is listed, and reaches nothing.
             * @enum {string}
             */
            status: "active" | "inactive";
            /** @description All pages together. */
            summary: {
                /**
                 * @description How many grants there are.
                 * @example 3
                 */
                grants: number;
                /**
                 * @description How many scopes they reach, those below counted.
                 * @example 12
                 */
                scopes: number;
                /**
                 * @description How many resources they reach.
                 * @example 340
                 */
                resources: number;
                /**
                 * @description One of them is on the root scope, so they reach the whole organization.
                 * @example false
                 */
                everywhere: boolean;
            };
            /** @description The grants of this page. */
            entries: components["schemas"]["UserAccess"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description Somebody who can reach the resource. */
        ResourceAccess: {
            type: components["schemas"]["IdentityType"];
            /**
             * @description Its id; null for one of another organization.
             * @example 7
             */
            id: number | null;
            /** @description Public id of one of another organization; null for those of this one. */
            public_id: string | null;
            /** @description Name of that other organization; null for those of this one. */
            organization: string | null;
            /**
             * @description Its name.
             * @example alice
             */
            name: string;
            /** @description What it holds on the resource, sorted. */
            permissions: components["schemas"]["Permission"][];
            /** @description The grants that give it, by id, 100 of them at most. */
            through: components["schemas"]["HeldGrant"][];
            /**
             * @description How many grants give it.
             * @example 1
             */
            grant_count: number;
        };
        /** @description Who can reach a resource. */
        ResourceAccessPage: {
            /** @description Those of this page. */
            identities: components["schemas"]["ResourceAccess"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description A program that calls the API: an OAuth2 client of its own. */
        Application: {
            /**
             * @description Id of the application.
             * @example 3
             */
            id: number;
            /**
             * @description Unique in its scope.
             * @example cmdb-sync
             */
            name: string;
            /**
             * @description What it is for.
             * @example Keeps the inventory in step with the CMDB
             */
            description: string | null;
            /**
             * @description The scope that it lies in.
             * @example 7
             */
            scope_id: number;
            /**
             * @description What it authenticates as; grants in another organization name it by this.
             * @example cap_ci_01hx3n8q5w6m7r9t2v4y6z8b0c
             */
            client_id: string;
            /**
             * @description How it proves itself at the token endpoint: by a secret, by a JWT that it signs with its own key (RFC 7523), or by a token of a workload issuer (RFC 8693).
             * @enum {string}
             */
            authentication: "client_secret" | "private_key_jwt" | "workload_identity";
            /** @description The secrets that work at the moment, the newest first. */
            secrets: components["schemas"]["ApplicationSecret"][];
            /** @description The keys of `private_key_jwt`. */
            public_keys: components["schemas"]["ApplicationKey"][];
            /** @description What it is held to beside its grants: at least one rule must let a request pass. */
            authorized_resources: components["schemas"]["AuthorizedResource"][];
            /**
             * @description Inactive objects are kept, but cannot be used.
             * @enum {string}
             */
            status: "active" | "inactive";
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description A secret by how it begins; never more of it. */
        ApplicationSecret: {
            /**
             * @description Its first characters.
             * @example cap_cs_Zk3uQ1
             */
            hint: string;
            /**
             * Format: date-time
             * @description When it was made. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When the overlap ends; null for the newest. RFC 3339, UTC.
             */
            expires_at: string | null;
        };
        /** @description A public key as a JWK (RFC 7517). Private parts are refused. */
        PublicJwk: {
            /**
             * @description Kind of key: EC (P-256, P-384, P-521), OKP (Ed25519), or RSA of 2048 bits or more.
             * @enum {string}
             */
            kty: "EC" | "OKP" | "RSA";
            /** @description Curve. */
            crv?: string;
            /** @description Coordinate of the point. */
            x?: string;
            /** @description Coordinate of the point. */
            y?: string;
            /** @description Modulus. */
            n?: string;
            /** @description Exponent. */
            e?: string;
            /**
             * @description What the header of a JWT names it by; unique among the keys.
             * @example 2026-05
             */
            kid?: string;
            /**
             * @description The one algorithm that it is for.
             * @enum {string}
             */
            alg?: "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA" | "Ed25519";
            /**
             * @description Keys are for signatures.
             * @constant
             */
            use?: "sig";
        };
        /** @description A public key of an application. */
        ApplicationKey: {
            /**
             * @description Kind of key: EC (P-256, P-384, P-521), OKP (Ed25519), or RSA of 2048 bits or more.
             * @enum {string}
             */
            kty: "EC" | "OKP" | "RSA";
            /** @description Curve. */
            crv?: string;
            /** @description Coordinate of the point. */
            x?: string;
            /** @description Coordinate of the point. */
            y?: string;
            /** @description Modulus. */
            n?: string;
            /** @description Exponent. */
            e?: string;
            /**
             * @description What the header of a JWT names it by; unique among the keys.
             * @example 2026-05
             */
            kid?: string;
            /**
             * @description The one algorithm that it is for.
             * @enum {string}
             */
            alg?: "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA" | "Ed25519";
            /**
             * @description Keys are for signatures.
             * @constant
             */
            use?: "sig";
            /**
             * @description Its SHA-256 thumbprint (RFC 7638).
             * @example NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs
             */
            thumbprint: string;
        };
        /** @description All keys that the application has from now on. */
        PublicKeys: {
            /** @description Public keys. */
            keys: components["schemas"]["PublicJwk"][];
        };
        /** @description One rule: all of its conditions must hold. */
        AuthorizedResource: {
            /** @description Parts of the API, by the tags of this contract. Audit records are answered in `logs`, `ledger` and `evidence-bundles`. */
            areas: string[];
            /** @description The operations of these areas that it may do, by `operationId`; null = all. */
            operations: string[] | null;
            /** @description Only in these scopes and those below them; null with `resource_ids` null = everywhere. */
            scope_ids: number[] | null;
            /** @description These resources as well, wherever they lie; null with `scope_ids` null = everywhere. */
            resource_ids: number[] | null;
            /** @description Only for requests from these IP addresses and CIDR ranges; null = from anywhere. */
            addresses: string[] | null;
            /**
             * Format: date-time
             * @description Only until then. RFC 3339, UTC; null = for ever.
             * @example 2027-01-01T00:00:00.000Z
             */
            expires_at: string | null;
        };
        /** @description One rule: all of its conditions must hold. What is left out is null: no restriction. */
        AuthorizedResourceInput: {
            /** @description Parts of the API, by the tags of this contract. Audit records are answered in `logs`, `ledger` and `evidence-bundles`. */
            areas: string[];
            /** @description The operations of these areas that it may do, by `operationId`; null = all. */
            operations?: string[] | null;
            /** @description Only in these scopes and those below them; null with `resource_ids` null = everywhere. */
            scope_ids?: number[] | null;
            /** @description These resources as well, wherever they lie; null with `scope_ids` null = everywhere. */
            resource_ids?: number[] | null;
            /** @description Only for requests from these IP addresses and CIDR ranges; null = from anywhere. */
            addresses?: string[] | null;
            /**
             * Format: date-time
             * @description Only until then. RFC 3339, UTC; null = for ever.
             * @example 2027-01-01T00:00:00.000Z
             */
            expires_at?: string | null;
        };
        /** @description An application to create. */
        NewApplication: {
            /**
             * @description Unique in its scope.
             * @example cmdb-sync
             */
            name: string;
            /**
             * @description What it is for.
             * @example Keeps the inventory in step with the CMDB
             */
            description?: string | null;
            /**
             * @description The scope that it lies in.
             * @example 7
             */
            scope_id: number;
            /**
             * @description How it proves itself at the token endpoint: by a secret, by a JWT that it signs with its own key (RFC 7523), or by a token of a workload issuer (RFC 8693). It stays so. Where left out: `client_secret`.
             * @enum {string}
             */
            authentication?: "client_secret" | "private_key_jwt" | "workload_identity";
            /** @description For `private_key_jwt` alone; can be set later as well. */
            public_keys?: components["schemas"]["PublicJwk"][];
            /** @description What it is held to beside its grants: at least one rule must let a request pass. */
            authorized_resources: components["schemas"]["AuthorizedResourceInput"][];
        };
        /** @description What to change; what is left out stays. `authorized_resources` is replaced as a whole. */
        ApplicationChanges: {
            /**
             * @description Unique in its scope.
             * @example cmdb-sync
             */
            name?: string;
            /**
             * @description What it is for.
             * @example Keeps the inventory in step with the CMDB
             */
            description?: string | null;
            /**
             * @description The scope that it lies in from now on.
             * @example 7
             */
            scope_id?: number;
            /** @description What it is held to beside its grants: at least one rule must let a request pass. */
            authorized_resources?: components["schemas"]["AuthorizedResourceInput"][];
        };
        /** @description The application, with its secret where it has a new one, which is shown this once. */
        ApplicationWithSecret: components["schemas"]["Application"] & {
            /** @description Keep it safe: only its hash stays here. */
            readonly client_secret?: string;
        };
        /** @description How to rotate. */
        SecretRotation: {
            /**
             * @description How long the secret before works beside the new one.
             * @default 86400
             * @example 3600
             */
            overlap_seconds?: number;
            /**
             * @description Kept in the audit log. Never put a secret here.
             * @example quarterly rotation
             */
            reason?: string;
        };
        /** @description Which outside tokens stand for the application. */
        FederatedCredential: {
            /**
             * @description Its id.
             * @example fed_01hx3n8q5w6m7r9t2v4y6z8b0c
             */
            id: string;
            /**
             * @description The issuer whose tokens they are.
             * @example 4
             */
            workload_issuer_id: number;
            claims: components["schemas"]["ClaimConditions"];
            /**
             * Format: date-time
             * @description When it was added. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
        };
        /**
         * @description Claims of a token, and the value that each must have, character by character. `sub` is always among them.
         * @example {
         *       "sub": "repo:acme/shop:ref:refs/heads/main",
         *       "environment": "production"
         *     }
         */
        ClaimConditions: {
            /** @description Whom the issuer means. */
            sub: string;
        } & {
            [key: string]: string;
        };
        /** @description A federated credential to add. */
        NewFederatedCredential: {
            /**
             * @description The issuer whose tokens they are.
             * @example 4
             */
            workload_issuer_id: number;
            claims: components["schemas"]["ClaimConditions"];
        };
        /** @description All federated credentials of an application. */
        FederatedCredentialList: {
            /** @description The oldest first. */
            federated_credentials: components["schemas"]["FederatedCredential"][];
            /** @description Always null. */
            next_cursor: null;
        };
        /** @description A page of applications. */
        ApplicationPage: {
            /** @description The objects of this page. */
            applications: components["schemas"]["Application"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description An issuer of tokens for workloads. */
        WorkloadIssuer: {
            /**
             * @description Id of the workload issuer.
             * @example 4
             */
            id: number;
            /**
             * @description Unique in the organization.
             * @example github-actions
             */
            name: string;
            /**
             * @description What `iss` of its tokens says, character by character: an https URL without query and fragment, and not on loopback unless CAPSTAN_LOOPBACK_ISSUERS allows it (then http as well). Its discovery document lies below it.
             * @example https://token.actions.githubusercontent.com
             */
            issuer: string;
            /**
             * @description What must be among `aud` of its tokens. Choose one that names this Capstan alone.
             * @example https://capstan.example
             */
            audience: string;
            /**
             * @description Where its public keys are; null = where its discovery document says. It may be on another host than the issuer, and then trusts that host as much: https, and not on loopback unless the issuer is.
             * @example https://token.actions.githubusercontent.com/.well-known/jwks
             */
            jwks_uri: string | null;
            /**
             * @description Inactive objects are kept, but cannot be used.
             * @enum {string}
             */
            status: "active" | "inactive";
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description A workload issuer to create. */
        NewWorkloadIssuer: {
            /**
             * @description Unique in the organization.
             * @example github-actions
             */
            name: string;
            /**
             * @description What `iss` of its tokens says, character by character: an https URL without query and fragment, and not on loopback unless CAPSTAN_LOOPBACK_ISSUERS allows it (then http as well). Its discovery document lies below it.
             * @example https://token.actions.githubusercontent.com
             */
            issuer: string;
            /**
             * @description What must be among `aud` of its tokens. Choose one that names this Capstan alone.
             * @example https://capstan.example
             */
            audience: string;
            /**
             * @description Where its public keys are; null = where its discovery document says. It may be on another host than the issuer, and then trusts that host as much: https, and not on loopback unless the issuer is.
             * @example https://token.actions.githubusercontent.com/.well-known/jwks
             */
            jwks_uri?: string | null;
        };
        /** @description What to change; what is left out stays. */
        WorkloadIssuerChanges: {
            /**
             * @description Unique in the organization.
             * @example github-actions
             */
            name?: string;
            /**
             * @description What `iss` of its tokens says, character by character: an https URL without query and fragment, and not on loopback unless CAPSTAN_LOOPBACK_ISSUERS allows it (then http as well). Its discovery document lies below it.
             * @example https://token.actions.githubusercontent.com
             */
            issuer?: string;
            /**
             * @description What must be among `aud` of its tokens. Choose one that names this Capstan alone.
             * @example https://capstan.example
             */
            audience?: string;
            /**
             * @description Where its public keys are; null = where its discovery document says. It may be on another host than the issuer, and then trusts that host as much: https, and not on loopback unless the issuer is.
             * @example https://token.actions.githubusercontent.com/.well-known/jwks
             */
            jwks_uri?: string | null;
        };
        /** @description Which certificate the collector must have. */
        LogCollectorTls: {
            /** @description Certificates of the authorities to trust, PEM; null or left out = those of the system. */
            ca_pem?: string | null;
            /** @description Name that the certificate must have; null or left out = the host. */
            server_name?: string | null;
        };
        /** @description Why nothing could be delivered. */
        DeliveryFailure: {
            /**
             * @description Stable code.
             * @enum {string}
             */
            code: "unreachable" | "address_refused" | "tls_refused" | "timeout" | "cut_off" | "answered_error" | "too_large" | "vault_unavailable" | "internal";
            /**
             * @description The same for a person.
             * @example nothing answers at logs.internal.example:6514 (ECONNREFUSED)
             */
            message: string;
            /**
             * Format: date-time
             * @description When it was tried last. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            at: string;
        };
        /** @description A system to which the audit log is delivered. */
        LogCollector: {
            /**
             * @description Id of the log collector.
             * @example 3
             */
            id: number;
            /**
             * @description Unique in the organization.
             * @example siem
             */
            name: string;
            /**
             * @description `syslog`: RFC 5424 over TLS (RFC 5425). `http`: lines by POST.
             * @enum {string}
             */
            kind: "syslog" | "http";
            /**
             * @description How an entry is written; see `GET /v1/ledger/export`.
             * @enum {string}
             */
            format: "jsonl" | "ocsf" | "cef";
            /**
             * @description Of `syslog`. A host name or an IP address; not on loopback unless CAPSTAN_LOOPBACK_COLLECTORS allows it.
             * @example logs.internal.example
             */
            host: string | null;
            /**
             * @description Of `syslog`.
             * @example 6514
             */
            port: number | null;
            /**
             * @description Of `http`. https, without user and fragment; not on loopback unless CAPSTAN_LOOPBACK_COLLECTORS allows it (then http as well). Whoever may read log collectors sees it: a secret belongs into `authorization`.
             * @example https://logs.internal.example/capstan
             */
            url: string | null;
            tls: components["schemas"]["LogCollectorTls"];
            /** @description Whether an `Authorization` is sent. The value itself is never answered. */
            authorization_set: boolean;
            /**
             * @description Of `syslog`. The private enterprise number in the name of the structured data, `capstan@32473`. Capstan has none of its own: 32473 is kept for examples (RFC 5612). Give your organization's, where receivers care.
             * @example 32473
             */
            enterprise_number: number | null;
            /**
             * @description Only to active ones anything is delivered.
             * @enum {string}
             */
            status: "active" | "paused" | "inactive";
            /** @description Where delivery began. */
            from_index: number;
            /** @description Index of the first entry that the collector has not taken yet. */
            next_index: number;
            /** @description Size of the newest checkpoint. Entries beyond it are not delivered yet. */
            tree_size: number;
            /** @description How many entries wait. */
            backlog: number;
            /**
             * Format: date-time
             * @description When it last took something. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            last_delivery_at: string | null;
            /** @description How often delivery has failed since it last worked. */
            consecutive_failures: number;
            /** @description Why the last try failed; null where it did not. */
            last_error: components["schemas"]["DeliveryFailure"] | null;
            /**
             * Format: date-time
             * @description When delivery is tried again after a failure. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            retry_at: string | null;
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its settings last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description A log collector to create. */
        NewLogCollector: {
            /**
             * @description Unique in the organization.
             * @example siem
             */
            name: string;
            /**
             * @description `syslog`: RFC 5424 over TLS (RFC 5425). `http`: lines by POST.
             * @enum {string}
             */
            kind: "syslog" | "http";
            /**
             * @description How an entry is written; see `GET /v1/ledger/export`.
             * @enum {string}
             */
            format: "jsonl" | "ocsf" | "cef";
            /**
             * @description Of `syslog`. A host name or an IP address; not on loopback unless CAPSTAN_LOOPBACK_COLLECTORS allows it.
             * @example logs.internal.example
             */
            host?: string;
            /**
             * @description Of `syslog`.
             * @default 6514
             */
            port?: number;
            /**
             * @description Of `http`. https, without user and fragment; not on loopback unless CAPSTAN_LOOPBACK_COLLECTORS allows it (then http as well). Whoever may read log collectors sees it: a secret belongs into `authorization`.
             * @example https://logs.internal.example/capstan
             */
            url?: string;
            tls?: components["schemas"]["LogCollectorTls"];
            /**
             * @description Of `http`. Value of the header `Authorization`; null = none. It goes to the vault, and only a worker opens it.
             * @example Bearer 2YotnFZFEjr1zCsicMWpAA
             */
            authorization?: string | null;
            /**
             * @description Of `syslog`. The private enterprise number in the name of the structured data, `capstan@32473`. Capstan has none of its own: 32473 is kept for examples (RFC 5612). Give your organization's, where receivers care.
             * @default 32473
             */
            enterprise_number?: number;
            /**
             * @description Where to begin; not beyond the newest checkpoint.
             * @default 0
             */
            from_index?: number;
        };
        /** @description What to change; what is left out stays. */
        LogCollectorChanges: {
            /**
             * @description Unique in the organization.
             * @example siem
             */
            name?: string;
            /**
             * @description How an entry is written; see `GET /v1/ledger/export`.
             * @enum {string}
             */
            format?: "jsonl" | "ocsf" | "cef";
            /**
             * @description Of `syslog`. A host name or an IP address; not on loopback unless CAPSTAN_LOOPBACK_COLLECTORS allows it.
             * @example logs.internal.example
             */
            host?: string;
            /**
             * @description Of `syslog`.
             * @example 6514
             */
            port?: number;
            /**
             * @description Of `http`. https, without user and fragment; not on loopback unless CAPSTAN_LOOPBACK_COLLECTORS allows it (then http as well). Whoever may read log collectors sees it: a secret belongs into `authorization`.
             * @example https://logs.internal.example/capstan
             */
            url?: string;
            tls?: components["schemas"]["LogCollectorTls"];
            /**
             * @description Of `http`. Value of the header `Authorization`; null = none. It goes to the vault, and only a worker opens it.
             * @example Bearer 2YotnFZFEjr1zCsicMWpAA
             */
            authorization?: string | null;
            /**
             * @description Of `syslog`. The private enterprise number in the name of the structured data, `capstan@32473`. Capstan has none of its own: 32473 is kept for examples (RFC 5612). Give your organization's, where receivers care.
             * @example 32473
             */
            enterprise_number?: number;
            /** @description Where to go on; not beyond where it stands. */
            next_index?: number;
        };
        /** @description A page of log collectors. */
        LogCollectorPage: {
            /** @description The objects of this page. */
            log_collectors: components["schemas"]["LogCollector"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /**
         * @description How serious an event is: docs/notifications.md has the rule.
         * @example medium
         * @enum {string}
         */
        NotificationSeverity: "info" | "low" | "medium" | "high" | "critical";
        /** @description Which events are wanted. */
        NotificationFilters: {
            /**
             * @description Types of events, or beginnings of types that end in `*`; null or left out = all.
             * @example [
             *       "capstan.audit.rotate.*",
             *       "capstan.event.break_glass.used"
             *     ]
             */
            types?: string[] | null;
            min_severity?: components["schemas"]["NotificationSeverity"];
        };
        /** @description A server that takes events by POST: CloudEvents 1.0 in JSON, signed as Standard Webhooks wants it. */
        WebhookDestination: {
            /**
             * @description https, without user and fragment; http on loopback alone, where that is opened. Whoever may read channels sees it.
             * @example https://hooks.example.com/capstan
             */
            url: string;
        };
        /** @description Who outside is told of events. */
        NotificationChannel: {
            /**
             * @description Id of the notification channel.
             * @example 4
             */
            id: number;
            /**
             * @description Unique in the organization.
             * @example on call
             */
            name: string;
            /**
             * @description Where it lies: it is told of what happens there and below.
             * @example 1
             */
            scope_id: number;
            /**
             * @description How events are sent.
             * @enum {string}
             */
            kind: "webhook";
            /** @description Of `webhook`; null for other kinds. */
            webhook: components["schemas"]["WebhookDestination"] | null;
            tls: components["schemas"]["LogCollectorTls"];
            filters: components["schemas"]["NotificationFilters"];
            /** @description Whose rights it rests on. */
            answerable: {
                /**
                 * @description What it is.
                 * @enum {string}
                 */
                type: "user" | "application";
                /** @description Its id. */
                id: number;
            };
            /**
             * @description Only to active ones anything is sent.
             * @enum {string}
             */
            status: "active" | "paused" | "inactive";
            /**
             * @description Why it is paused: somebody wanted it; it has answered 410; it has taken nothing for three days; whoever it rests on may not read there any more.
             * @enum {string|null}
             */
            paused_for: "asked" | "gone" | "dead" | "not_permitted" | null;
            /** @description Secrets in use, the newest first; never their values. */
            secrets: {
                /** @description Grows with each. */
                version: number;
                /**
                 * Format: date-time
                 * @description When it was made or given. RFC 3339, UTC.
                 * @example 2026-05-06T13:20:13.000Z
                 */
                created_at: string;
                /**
                 * Format: date-time
                 * @description Until when it is used beside the newest; null = it is the newest. RFC 3339, UTC.
                 * @example 2026-05-06T13:20:13.000Z
                 */
                expires_at: string | null;
            }[];
            /** @description How many deliveries are queued. Beyond 500 events wait in the log. */
            pending: number;
            /**
             * Format: date-time
             * @description When it last took something. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            last_delivery_at: string | null;
            /**
             * Format: date-time
             * @description Since when nothing arrives. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            failing_since: string | null;
            /** @description How often sending has failed since it last worked. */
            consecutive_failures: number;
            /** @description Why the last try failed; null where it did not. */
            last_error: components["schemas"]["DeliveryFailure"] | null;
            /**
             * Format: date-time
             * @description Until when it is not asked at all, after failures in a row. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            retry_at: string | null;
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its settings last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description A notification channel, with what is shown once. */
        NotificationChannelWithSecret: components["schemas"]["NotificationChannel"] & {
            /**
             * @description What the receiver checks signatures with, in the form of Standard Webhooks; null for what is not signed. Shown this once.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
             */
            readonly signing_secret: string | null;
        };
        /** @description A notification channel to create; it needs what its kind is named after. */
        NewNotificationChannel: {
            /**
             * @description Unique in the organization.
             * @example on call
             */
            name: string;
            /** @description Where it lies; left out = the root scope, for the whole organization. */
            scope_id?: number;
            /**
             * @description How events are sent.
             * @enum {string}
             */
            kind: "webhook";
            webhook?: components["schemas"]["WebhookDestination"];
            tls?: components["schemas"]["LogCollectorTls"];
            filters?: components["schemas"]["NotificationFilters"];
        };
        /** @description What to change; what is left out stays. */
        NotificationChannelChanges: {
            /**
             * @description Unique in the organization.
             * @example on call
             */
            name?: string;
            webhook?: components["schemas"]["WebhookDestination"];
            tls?: components["schemas"]["LogCollectorTls"];
            filters?: components["schemas"]["NotificationFilters"];
        };
        /** @description How long the secret before is used as well. */
        NotificationSecretRotation: {
            /**
             * @description For so long both sign; 0 = the one before ends at once.
             * @default 86400
             */
            overlap_seconds?: number;
        };
        /** @description A page of notification channels. */
        NotificationChannelPage: {
            /** @description The objects of this page. */
            notification_channels: components["schemas"]["NotificationChannel"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description An event on its way to a channel. */
        NotificationDelivery: {
            /**
             * @description Which event: an audit record or an operational event. The `id` under which it is sent.
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            event_id: string;
            /**
             * @description Its type.
             * @example capstan.audit.rotate.failed
             */
            type: string;
            severity: components["schemas"]["NotificationSeverity"];
            /**
             * @description What it is about; what has the same line is sent in its order.
             * @example resource:6
             */
            line: string;
            /**
             * @description `failed`: it was given up.
             * @enum {string}
             */
            status: "pending" | "delivered" | "failed";
            /** @description How often it was tried since it was queued last. */
            tries: number;
            /** @description The last tries, the oldest first. */
            attempts: {
                /**
                 * Format: date-time
                 * @description When it began. RFC 3339, UTC.
                 * @example 2026-05-06T13:20:13.000Z
                 */
                at: string;
                /**
                 * @description Why it failed, as in `last_error`, or `event_gone`: the event is not kept any more; null = it was taken.
                 * @example answered_error
                 */
                code: string | null;
                /**
                 * @description What the server has answered; null = nothing.
                 * @example 503
                 */
                status: number | null;
                /** @description How long it took. */
                duration_ms: number;
            }[];
            /**
             * Format: date-time
             * @description When it is tried next, unless the channel itself has to wait; null where it is over. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            next_attempt_at: string | null;
            /**
             * Format: date-time
             * @description When it was queued first. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it arrived or was given up. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            ended_at: string | null;
            /** @description Under which name the other side keeps it, where it says so. */
            receipt: string | null;
        };
        /** @description A page of deliveries. */
        NotificationDeliveryPage: {
            /** @description The objects of this page. */
            deliveries: components["schemas"]["NotificationDelivery"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description A page of workload issuers. */
        WorkloadIssuerPage: {
            /** @description The objects of this page. */
            workload_issuers: components["schemas"]["WorkloadIssuer"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description A group of an identity provider, and the group that it stands for here. */
        GroupMapping: {
            /**
             * @description As the provider names it, upper and lower case told apart.
             * @example capstan-operators
             */
            external_group: string;
            /**
             * @description Id of the group.
             * @example 3
             */
            group_id: number;
        };
        /** @description An OpenID provider at which users of the organization sign in. */
        IdentityProvider: {
            /**
             * @description Id of the identity provider.
             * @example 2
             */
            id: number;
            /**
             * @description Unique in the organization; stands in the address of the sign-in.
             * @example keycloak
             */
            name: string;
            /**
             * @description The OpenID provider: an https URL without query and fragment, and not on loopback unless CAPSTAN_LOOPBACK_ISSUERS allows it (then http as well). Its discovery document lies below it. It cannot be changed, since users are known by it.
             * @example https://id.example.com/realms/staff
             */
            issuer: string;
            /**
             * @description What Capstan is called there.
             * @example capstan
             */
            client_id: string;
            /** @description Whether Capstan has a client secret there; it is never shown. */
            has_client_secret: boolean;
            /**
             * @description The claim that names a user who is made at the first sign-in.
             * @example preferred_username
             */
            name_claim: string;
            /**
             * @description The claim that lists the groups of a user, as strings.
             * @example groups
             */
            groups_claim: string;
            /** @description Whether somebody who is not known yet becomes a user at the first sign-in, without rights but those of the mapped groups. A name that is taken is refused, never joined. */
            creates_users: boolean;
            /** @description Who is in such a group there is in that group here, from one sign-in to the next. */
            group_mappings: components["schemas"]["GroupMapping"][];
            /**
             * @description Inactive objects are kept, but cannot be used.
             * @enum {string}
             */
            status: "active" | "inactive";
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description An identity provider to create. */
        NewIdentityProvider: {
            /**
             * @description Unique in the organization; stands in the address of the sign-in.
             * @example keycloak
             */
            name: string;
            /**
             * @description The OpenID provider: an https URL without query and fragment, and not on loopback unless CAPSTAN_LOOPBACK_ISSUERS allows it (then http as well). Its discovery document lies below it. It cannot be changed, since users are known by it.
             * @example https://id.example.com/realms/staff
             */
            issuer: string;
            /**
             * @description What Capstan is called there.
             * @example capstan
             */
            client_id: string;
            /** @description Kept sealed, and never shown; null = a public client. */
            client_secret?: string | null;
            /**
             * @description The claim that names a user who is made at the first sign-in.
             * @default preferred_username
             * @example preferred_username
             */
            name_claim?: string;
            /**
             * @description The claim that lists the groups of a user, as strings.
             * @default groups
             * @example groups
             */
            groups_claim?: string;
            /**
             * @description Whether somebody who is not known yet becomes a user at the first sign-in, without rights but those of the mapped groups. A name that is taken is refused, never joined.
             * @default false
             */
            creates_users?: boolean;
            /** @description Who is in such a group there is in that group here, from one sign-in to the next. */
            group_mappings?: components["schemas"]["GroupMapping"][];
        };
        /** @description What to change; what is left out stays. */
        IdentityProviderChanges: {
            /**
             * @description Unique in the organization; stands in the address of the sign-in.
             * @example keycloak
             */
            name?: string;
            /**
             * @description What Capstan is called there.
             * @example capstan
             */
            client_id?: string;
            /** @description Kept sealed, and never shown; null = a public client. */
            client_secret?: string | null;
            /**
             * @description The claim that names a user who is made at the first sign-in.
             * @example preferred_username
             */
            name_claim?: string;
            /**
             * @description The claim that lists the groups of a user, as strings.
             * @example groups
             */
            groups_claim?: string;
            /** @description Whether somebody who is not known yet becomes a user at the first sign-in, without rights but those of the mapped groups. A name that is taken is refused, never joined. */
            creates_users?: boolean;
            /** @description Who is in such a group there is in that group here, from one sign-in to the next. */
            group_mappings?: components["schemas"]["GroupMapping"][];
        };
        /** @description A page of identity providers. */
        IdentityProviderPage: {
            /** @description The objects of this page. */
            identity_providers: components["schemas"]["IdentityProvider"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description A node of the scope tree. What is granted or bound on it holds for all below it. */
        Scope: {
            /**
             * @description Id of the scope.
             * @example 7
             */
            id: number;
            /**
             * @description Unique among its siblings.
             * @example production
             */
            name: string;
            /** @description The scope above; null for the root, and for the topmost that the caller may see. */
            parent_id: number | null;
            /** @description Ids from the topmost scope that the caller may see down to the parent. */
            ancestors: number[];
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description A scope to create. */
        NewScope: {
            /**
             * @description Unique among its siblings.
             * @example production
             */
            name: string;
            /**
             * @description The scope above.
             * @example 1
             */
            parent_id: number;
        };
        /** @description What to change; what is left out stays. */
        ScopeChanges: {
            /**
             * @description Unique among its siblings.
             * @example production
             */
            name?: string;
            /** @description Moves the scope, with all below it, under another one. */
            parent_id?: number;
        };
        /** @description A page of the tree, flat; `parent_id` and `ancestors` give the shape. */
        ScopePage: {
            /** @description The objects of this page. */
            scopes: components["schemas"]["Scope"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description How the device proves who it is. There is no way to trust whoever answers. */
        EndpointTrust: components["schemas"]["SshHostKeyTrust"] | components["schemas"]["TlsTrust"] | components["schemas"]["LoopbackPlaintextTrust"];
        /** @description The host key of the SSH server must be one of these. For devices of kind `ssh`. */
        SshHostKeyTrust: {
            /**
             * @description Which form of trust this is.
             * @constant
             */
            kind: "ssh_host_key";
            /** @description Fingerprints as `ssh-keygen -lf` prints them. */
            fingerprints: string[];
        };
        /** @description The server certificate must be valid. For devices of kind `postgres`. */
        TlsTrust: {
            /**
             * @description Which form of trust this is.
             * @constant
             */
            kind: "tls";
            /** @description Certificates of the authorities to trust, PEM; null or left out = those of the system. */
            ca_pem?: string | null;
            /** @description Name that the certificate must have; null or left out = the address. */
            server_name?: string | null;
        };
        /** @description Clear text, for a server on the same machine: the address must be `localhost`, in 127.0.0.0/8, or `::1`. For devices of kind `postgres`. */
        LoopbackPlaintextTrust: {
            /**
             * @description Which form of trust this is.
             * @constant
             */
            kind: "loopback_plaintext";
        };
        /** @description A host or service endpoint. */
        Device: {
            /**
             * @description Id of the device.
             * @example 5
             */
            id: number;
            /**
             * @description Name of the device that never changes and says nothing: `dev_` and a ULID in lower case.
             * @example dev_01hx3n8q5w6m7r9t2v4y6z8b0c
             */
            public_id: string;
            /**
             * @description Unique in the organization.
             * @example db1
             */
            name: string;
            /**
             * @description The scope that it belongs to.
             * @example 7
             */
            scope_id: number;
            /**
             * @description What answers there: a PostgreSQL server, or an SSH server on a Linux host.
             * @enum {string}
             */
            kind: "postgres" | "ssh";
            /**
             * @description Host name, IPv4 address, or IPv6 address without brackets and zone.
             * @example db1.internal.example
             */
            address: string;
            /**
             * @description TCP port.
             * @example 5432
             */
            port: number;
            trust: components["schemas"]["EndpointTrust"];
            /** @description Resource on this device whose credential sets that of another one on it, when that one's own secret does not serve; null = none. */
            reconcile_resource_id: number | null;
            /**
             * @description Inactive objects are kept, but cannot be used.
             * @enum {string}
             */
            status: "active" | "inactive";
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description A device to create. */
        NewDevice: {
            /**
             * @description Unique in the organization.
             * @example db1
             */
            name: string;
            /**
             * @description The scope that it belongs to.
             * @example 7
             */
            scope_id: number;
            /**
             * @description What answers there: a PostgreSQL server, or an SSH server on a Linux host.
             * @enum {string}
             */
            kind: "postgres" | "ssh";
            /**
             * @description Host name, IPv4 address (four decimal numbers), or IPv6 address without brackets and zone. Unspecified, link-local, multicast and metadata addresses, and IPv4 addresses mapped into IPv6, are 422 `unprocessable`.
             * @example db1.internal.example
             */
            address: string;
            /**
             * @description TCP port.
             * @example 5432
             */
            port: number;
            trust: components["schemas"]["EndpointTrust"];
            /** @description Left out, or null. The account must be on the device itself, which is yet to be created; a change of the device names it later. */
            reconcile_resource_id?: number | null;
        };
        /** @description What to change; what is left out stays. `trust` is replaced as a whole. */
        DeviceChanges: {
            /**
             * @description Unique in the organization.
             * @example db1
             */
            name?: string;
            /**
             * @description The scope that it belongs to.
             * @example 7
             */
            scope_id?: number;
            /**
             * @description Host name, IPv4 address (four decimal numbers), or IPv6 address without brackets and zone. Unspecified, link-local, multicast and metadata addresses, and IPv4 addresses mapped into IPv6, are 422 `unprocessable`.
             * @example db1.internal.example
             */
            address?: string;
            /**
             * @description TCP port.
             * @example 5432
             */
            port?: number;
            trust?: components["schemas"]["EndpointTrust"];
            /** @description Resource on this device whose credential sets that of another one on it, when that one's own secret does not serve; null = none. */
            reconcile_resource_id?: number | null;
        };
        /** @description A page of devices. */
        DevicePage: {
            /** @description The objects of this page. */
            devices: components["schemas"]["Device"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description How the accounts of a device are looked at, and why. */
        DiscoveryRequest: {
            /** @description The resource of the device that logs in and reads. Where left out: the reconcile account that the device names. Needs device:discover where it lies. */
            resource_id?: number;
            /**
             * @description Kept with the job and in the audit log. Never put a secret here.
             * @example Quarterly review
             */
            reason?: string;
            /**
             * @description Change or incident that it belongs to; kept in brackets before the reason.
             * @example CHG-1042
             */
            ticket_id?: string;
        };
        /**
         * @description What is told of an account beside its name.
         * @enum {string}
         */
        AccountFact: "system_id" | "can_log_in" | "locked" | "password" | "password_changed_at" | "password_expires_at" | "last_login_at" | "groups" | "privileges" | "keys";
        /**
         * @description A right over what is not the account's own. `createdb` alone makes no account privileged. docs/discovery.md says what each means.
         * @enum {string}
         */
        PrivilegeName: "superuser" | "createrole" | "createdb" | "replication" | "bypassrls" | "pg_execute_server_program" | "pg_write_server_files" | "pg_read_server_files" | "pg_write_all_data" | "pg_read_all_data" | "root" | "root_group" | "sudo_all" | "sudo_limited";
        /** @description An account of a device, as the last look left it. */
        DiscoveredAccount: {
            /** @description Its name on the device. */
            name: string;
            /** @description The device's own number of it: oid of a role, uid of a Linux account. */
            system_id: string;
            /** @description Whether an active resource of the device stands for it now. */
            managed: boolean;
            /** @description That resource; null where there is none, or none that you may see. */
            resource_id: number | null;
            /** @description null: not everything was seen that would tell. */
            privileged: boolean | null;
            /** @description Why it is. */
            privileges: {
                name: components["schemas"]["PrivilegeName"];
                /** @description The group or role that it comes from; null: the account's own. */
                via: string | null;
            }[];
            /** @description Groups that it belongs to, or roles that it is a member of. */
            groups: string[];
            /** @description Whether the device lets it log in at all. */
            can_log_in: boolean | null;
            /** @description Role: NOLOGIN, or past VALID UNTIL. Linux: its password is locked, or it never had one; keys may still log in. */
            locked: boolean | null;
            /**
             * @description `weakly_hashed`: kept as MD5; `empty`: anybody gets in without one.
             * @enum {string|null}
             */
            password: "set" | "weakly_hashed" | "none" | "empty" | "locked" | null;
            /**
             * Format: date-time
             * @description When it was last set.
             */
            password_changed_at: string | null;
            /**
             * Format: date-time
             * @description Until when it is good; null: without end.
             */
            password_expires_at: string | null;
            /**
             * Format: date-time
             * @description Where it was seen, null means never.
             */
            last_login_at: string | null;
            /** @description SSH keys that its authorized_keys files let in. */
            keys: {
                /** @description As OpenSSH shows it. */
                fingerprint: string;
                /** @description Kind of key. */
                type: string;
                /**
                 * @description `restricted`: options stand before it; `authority`: certificates that it has signed log in.
                 * @enum {string}
                 */
                use: "login" | "restricted" | "authority";
            }[];
            /** @description What the last look did not see, or not all of it. Its value is what was seen, by that look or by an earlier one. */
            not_observed: components["schemas"]["AccountFact"][];
            /**
             * Format: date-time
             * @description By which look; anew where it had been gone.
             */
            first_seen_at: string;
            /**
             * Format: date-time
             * @description By which look.
             */
            last_seen_at: string;
            /**
             * Format: date-time
             * @description When a look last found it changed; null: none has.
             */
            changed_at: string | null;
            /** @description What had changed then. */
            changed: components["schemas"]["AccountFact"][];
            /**
             * Format: date-time
             * @description When a look did not find it any more; null: it is there.
             */
            gone_at: string | null;
        };
        /** @description The last look at a device whose findings are stored. */
        DeviceLook: {
            /** @description Its job. */
            job_id: number;
            /** @description The account that read. */
            resource_id: number;
            /**
             * Format: date-time
             * @description When the device was asked.
             */
            looked_at: string;
            /** @description What it came to at that time. */
            counts: {
                /** @description That are there. */
                seen: number;
                /** @description That were not there before. */
                new: number;
                /** @description That are not there any more. */
                gone: number;
                /** @description That have changed. */
                changed: number;
                /** @description That are there and privileged. */
                privileged: number;
                /** @description That no active resource names. */
                unmanaged: number;
                /** @description Both of that. */
                unmanaged_privileged: number;
                /** @description That are new and privileged. */
                new_privileged: number;
                /** @description Whose privileges have changed. */
                privileges_changed: number;
                /** @description Whose keys have changed. */
                keys_changed: number;
            };
            /** @description What is worth a look. */
            codes: ("new_privileged_account" | "privileges_changed" | "keys_changed" | "unmanaged_privileged_account")[];
            /** @description What could not be seen, and why. */
            remarks: {
                /** @description What it is about; null: the look as a whole. */
                fact: components["schemas"]["AccountFact"] | null;
                /** @description For people. */
                detail: string;
            }[];
        };
        /** @description A page of accounts. */
        DiscoveredAccountPage: {
            /** @description The accounts of this page. */
            accounts: components["schemas"]["DiscoveredAccount"][];
            /** @description The last look; null: there was none yet. */
            look: components["schemas"]["DeviceLook"] | null;
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description Accounts of which resources are made. */
        NewManagedAccounts: {
            /** @description Names of accounts that the last look has found. */
            accounts: string[];
            /** @description The platform of all of them. */
            platform_id: number;
            /** @description Where they lie. Where left out: where the device does. */
            scope_id?: number;
            /** @description Stands before the account's name in that of the resource. Where left out: the device's name and a slash. */
            name_prefix?: string;
        };
        /** @description What was made. */
        ManagedAccounts: {
            /** @description In the order of the request. */
            resources: components["schemas"]["Resource"][];
        };
        /** @description Settings of the connector `postgres`. */
        PostgresSettings: {
            /**
             * @description The database to connect to; any that the account and its reconcile account may enter.
             * @default postgres
             */
            database?: string;
            /**
             * @description What the administrators of the server see in `pg_stat_activity`.
             * @default capstan
             */
            application_name?: string;
            /**
             * @description Rounds of the SCRAM verifier: more make guessing from a stolen verifier slower, and every login too.
             * @default 4096
             */
            scram_iterations?: number;
        };
        /** @description Settings of the connector `ssh_password`. */
        SshPasswordSettings: {
            /**
             * @description How the reconcile account, or the one that reads the accounts of the device, becomes root; `sudo` needs NOPASSWD rules, for chpasswd and passwd or for what docs/discovery.md names.
             * @default none
             * @enum {string}
             */
            become?: "none" | "sudo";
            /**
             * @description Setting a password unlocks an account that an administrator locked; unless this is true it is left alone.
             * @default false
             */
            unlock?: boolean;
        };
        /** @description Settings of the connector `ssh_key`. */
        SshKeySettings: {
            /**
             * @description How the account that reads the accounts of the device becomes root; `sudo` needs the NOPASSWD rules that docs/discovery.md names. Keys are changed without it.
             * @default none
             * @enum {string}
             */
            become?: "none" | "sudo";
        };
        /** @description Settings of the connector `ssh_certificate`. */
        SshCertificateSettings: {
            /**
             * @description What the certificates name: sshd takes the account's own name, or what its `AuthorizedPrincipalsFile` lists. `{username}` and `{device_id}` stand for those of the account.
             * @default {username}
             */
            principal?: string;
            /**
             * @description Addresses and networks from which alone targets take the certificates (the critical option `source-address`): those of workers and gateways, as targets see them. Empty = from everywhere.
             * @default []
             */
            source_addresses?: string[];
        };
        /** @description What new passwords look like. */
        PasswordRules: {
            /** @description Characters of a new password. Where left out: 32. */
            length: number;
            /** @description Lower-case letters at least. Where left out: 2. */
            min_lowercase: number;
            /** @description Upper-case letters at least. Where left out: 2. */
            min_uppercase: number;
            /** @description Digits at least. Where left out: 2. */
            min_digits: number;
            /** @description Special characters at least. Where left out: 2. */
            min_symbols: number;
            /** @description The special characters that may appear (printable ASCII). Where left out: `!#%+,-./=?@_~`. */
            symbols: string;
            /** @description Characters that never appear, for example those that are easily confused. Where left out: none. */
            excluded: string;
        };
        /** @description What new passwords look like; what is left out keeps its value, at first the default. */
        PasswordRulesPart: {
            /** @description Characters of a new password. Where left out: 32. */
            length?: number;
            /** @description Lower-case letters at least. Where left out: 2. */
            min_lowercase?: number;
            /** @description Upper-case letters at least. Where left out: 2. */
            min_uppercase?: number;
            /** @description Digits at least. Where left out: 2. */
            min_digits?: number;
            /** @description Special characters at least. Where left out: 2. */
            min_symbols?: number;
            /** @description The special characters that may appear (printable ASCII). Where left out: `!#%+,-./=?@_~`. */
            symbols?: string;
            /** @description Characters that never appear, for example those that are easily confused. Where left out: none. */
            excluded?: string;
        };
        /** @description How long to wait. */
        PlatformTimeouts: {
            /** @description Milliseconds to connect and authenticate. Where left out: 10000. */
            connect_ms: number;
            /** @description Milliseconds for one change at the target. Where left out: 30000. */
            operation_ms: number;
            /** @description Milliseconds to go on asking a target that falls silent in the middle of a change, before the operation ends as `unknown`. Where left out: 120000. */
            settle_ms: number;
        };
        /** @description How long to wait; what is left out keeps its value, at first the default. */
        PlatformTimeoutsPart: {
            /** @description Milliseconds to connect and authenticate. Where left out: 10000. */
            connect_ms?: number;
            /** @description Milliseconds for one change at the target. Where left out: 30000. */
            operation_ms?: number;
            /** @description Milliseconds to go on asking a target that falls silent in the middle of a change, before the operation ends as `unknown`. Where left out: 120000. */
            settle_ms?: number;
        };
        /** @description When to stop trying, so that no retry locks an account out. */
        LoginGuard: {
            /** @description Failed logins allowed inside the window; keep it below the lock-out threshold of the target. Where left out: 5. */
            max_failed_logins: number;
            /** @description Length of the window in seconds. Where left out: 900. */
            window_seconds: number;
        };
        /** @description When to stop trying; what is left out keeps its value, at first the default. */
        LoginGuardPart: {
            /** @description Failed logins allowed inside the window; keep it below the lock-out threshold of the target. Where left out: 5. */
            max_failed_logins?: number;
            /** @description Length of the window in seconds. Where left out: 900. */
            window_seconds?: number;
        };
        /** @description How to verify and rotate a type of resource. */
        Platform: {
            /**
             * @description Id of the platform.
             * @example 2
             */
            id: number;
            /**
             * @description Unique in the organization.
             * @example PostgreSQL 15
             */
            name: string;
            /**
             * @description How credentials of this platform are verified and changed. It cannot be changed later.
             * @enum {string}
             */
            connector: "postgres" | "ssh_password" | "ssh_key" | "ssh_certificate";
            /** @description Settings of the connector: `PostgresSettings`, `SshPasswordSettings`, `SshKeySettings` or `SshCertificateSettings`, as `connector` says. */
            settings: {
                [key: string]: unknown;
            };
            /** @description What new passwords look like; null where credentials are keys. */
            password_rules: components["schemas"]["PasswordRules"] | null;
            /**
             * @description Who changes the credential on rotation: the account itself with its working secret, or the reconcile account of the resource or its device. Where left out: `self`.
             * @enum {string}
             */
            change_by: "self" | "reconcile_account";
            timeouts: components["schemas"]["PlatformTimeouts"];
            login_guard: components["schemas"]["LoginGuard"];
            /** @description How many operations may touch one device at the same time. Where left out: 4. */
            max_parallel_per_device: number;
            /** @description How many of its resources jobs by a plan work on at the same time, over all devices; null (the default): not bounded so. */
            max_parallel: number | null;
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description A platform to create; defaults fill in what is left out. */
        NewPlatform: {
            /**
             * @description Unique in the organization.
             * @example PostgreSQL 15
             */
            name: string;
            /**
             * @description How credentials of this platform are verified and changed. It cannot be changed later.
             * @enum {string}
             */
            connector: "postgres" | "ssh_password" | "ssh_key" | "ssh_certificate";
            /** @description Settings of the connector: `PostgresSettings`, `SshPasswordSettings`, `SshKeySettings` or `SshCertificateSettings`, as `connector` says. */
            settings: {
                [key: string]: unknown;
            };
            /** @description What new passwords look like; null or left out where credentials are keys. */
            password_rules?: components["schemas"]["PasswordRulesPart"] | null;
            /**
             * @description Who changes the credential on rotation: the account itself with its working secret, or the reconcile account of the resource or its device. Where left out: `self`.
             * @enum {string}
             */
            change_by?: "self" | "reconcile_account";
            timeouts?: components["schemas"]["PlatformTimeoutsPart"];
            login_guard?: components["schemas"]["LoginGuardPart"];
            /** @description How many operations may touch one device at the same time. Where left out: 4. */
            max_parallel_per_device?: number;
            /** @description How many of its resources jobs by a plan work on at the same time, over all devices; null (the default): not bounded so. */
            max_parallel?: number | null;
        } & (unknown & unknown & unknown & unknown);
        /** @description What to change; what is left out stays. `settings` is replaced as a whole and needs `connector` beside it, which must be what it was. */
        PlatformChanges: {
            /**
             * @description Unique in the organization.
             * @example PostgreSQL 15
             */
            name?: string;
            /**
             * @description How credentials of this platform are verified and changed. It cannot be changed later.
             * @enum {string}
             */
            connector?: "postgres" | "ssh_password" | "ssh_key" | "ssh_certificate";
            /** @description Settings of the connector: `PostgresSettings`, `SshPasswordSettings`, `SshKeySettings` or `SshCertificateSettings`, as `connector` says. */
            settings?: {
                [key: string]: unknown;
            };
            password_rules?: components["schemas"]["PasswordRulesPart"];
            /**
             * @description Who changes the credential on rotation: the account itself with its working secret, or the reconcile account of the resource or its device. Where left out: `self`.
             * @enum {string}
             */
            change_by?: "self" | "reconcile_account";
            timeouts?: components["schemas"]["PlatformTimeoutsPart"];
            login_guard?: components["schemas"]["LoginGuardPart"];
            /** @description How many operations may touch one device at the same time. Where left out: 4. */
            max_parallel_per_device?: number;
            /** @description How many of its resources jobs by a plan work on at the same time, over all devices; null (the default): not bounded so. */
            max_parallel?: number | null;
        } & (unknown & unknown & unknown & unknown);
        /** @description A page of platforms. */
        PlatformPage: {
            /** @description The objects of this page. */
            platforms: components["schemas"]["Platform"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description A managed privileged account on a device. */
        Resource: {
            /**
             * @description Id of the resource.
             * @example 42
             */
            id: number;
            /**
             * @description Name of the resource that never changes and says nothing: `res_` and a ULID in lower case.
             * @example res_01hx3n8q5w6m7r9t2v4y6z8b0c
             */
            public_id: string;
            /**
             * @description Unique in the organization.
             * @example prod-linux-admin
             */
            name: string;
            /**
             * @description What kind of account it is.
             * @enum {string}
             */
            type: "postgres_role" | "linux_account";
            /**
             * @description The scope that it belongs to.
             * @example 7
             */
            scope_id: number;
            /**
             * @description `unverified`: never tried since it was created, activated or handed a new secret. `verified`: the stored secret logged in. `out_of_sync`: the target refuses every stored version. `unreachable`: the target does not answer. `locked_out`: the account is locked, or Capstan stopped trying so as not to lock it. `unknown`: an answer was lost; the next operation settles it. `inactive`: out of use.
             * @enum {string}
             */
            status: "unverified" | "verified" | "out_of_sync" | "unreachable" | "locked_out" | "unknown" | "inactive";
            /** @description The policy that is bound nearest; null = none is. `effective-policy` tells what holds, rule by rule. */
            policy_id: number | null;
            /** @description Why the status is what it is, for operators. */
            status_detail: string | null;
            /**
             * @description The device that it is on.
             * @example 5
             */
            device_id: number;
            /**
             * @description How it is verified and rotated.
             * @example 2
             */
            platform_id: number;
            /**
             * @description The login on the device.
             * @example admin
             */
            username: string;
            /** @description Resource on the same device whose credential sets this one's when its own secret does not serve; null = that of the device. */
            reconcile_resource_id: number | null;
            /**
             * Format: date-time
             * @description When a stored secret last logged in. RFC 3339, UTC.
             */
            verified_at: string | null;
            /**
             * Format: date-time
             * @description When the credential was last rotated. RFC 3339, UTC.
             */
            rotated_at: string | null;
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description A page of resources, as a bare array; the header `Link` names the next page. */
        ResourceList: components["schemas"]["Resource"][];
        /**
         * @description Name of a PostgreSQL role: at most 63 bytes of UTF-8, no NUL.
         * @example app_owner
         */
        PostgresRoleName: string;
        /**
         * @description Name of a Linux account: letters, digits, dots, dashes and underscores; begins with a letter or underscore.
         * @example deploy
         */
        LinuxAccountName: string;
        /** @description A resource to create. */
        NewResource: {
            /**
             * @description Unique in the organization.
             * @example prod-linux-admin
             */
            name: string;
            /**
             * @description What kind of account it is.
             * @enum {string}
             */
            type: "postgres_role" | "linux_account";
            /**
             * @description The device that it is on; its kind must fit the type.
             * @example 5
             */
            device_id: number;
            /**
             * @description The platform; its connector must fit the type.
             * @example 2
             */
            platform_id: number;
            /**
             * @description The scope that it belongs to.
             * @example 7
             */
            scope_id: number;
            /**
             * @description The login on the device: `PostgresRoleName` or `LinuxAccountName`, as `type` says.
             * @example deploy
             */
            username: string;
            /** @description Resource on the same device whose credential sets this one's when its own secret does not serve; null = that of the device. */
            reconcile_resource_id?: number | null;
        } & (unknown & unknown);
        /** @description What to change; what is left out stays. Type, device and login are what the resource is: create another one instead. */
        ResourceChanges: {
            /**
             * @description Unique in the organization.
             * @example prod-linux-admin
             */
            name?: string;
            /**
             * @description The scope that it belongs to.
             * @example 7
             */
            scope_id?: number;
            /**
             * @description The platform; its connector must fit the type and the kind of the active credential.
             * @example 2
             */
            platform_id?: number;
            /** @description Resource on the same device whose credential sets this one's when its own secret does not serve; null = that of the device. */
            reconcile_resource_id?: number | null;
        };
        /** @description A resource with all that decides what happens to it. */
        ResourceContext: {
            resource: components["schemas"]["Resource"];
            /** @description Its device; null where the caller may not see that by itself. */
            device: components["schemas"]["Device"] | null;
            platform: components["schemas"]["Platform"];
            /** @description From the topmost scope that the caller may see down to that of the resource. */
            scope_path: {
                /** @description Id of the scope. */
                id: number;
                /** @description Its name. */
                name: string;
            }[];
            /** @description The active credential; null = none. */
            credential: components["schemas"]["Credential"] | null;
            /** @description The reconcile account that serves: that of the resource, else that of the device; null = none, or none that the caller may see. */
            reconcile_resource_id: number | null;
            /** @description The newest ten jobs of the resource, newest first. */
            last_jobs: components["schemas"]["Job"][];
        };
        /**
         * @description `pending`: staged by a rotation that is not proved yet. `current`: the working one. `previous`: the one before. `retired`: kept, not used.
         * @enum {string}
         */
        VersionState: "pending" | "current" | "previous" | "retired";
        /** @description The credential of a resource. The secret itself is never shown here. */
        Credential: {
            /**
             * @description Id of the credential.
             * @example 9
             */
            id: number;
            /**
             * @description The resource that it opens.
             * @example 42
             */
            resource_id: number;
            /**
             * @description What kind of secret it is.
             * @enum {string}
             */
            kind: "password" | "ssh_key" | "ssh_certificate";
            /**
             * @description Inactive objects are kept, but cannot be used.
             * @enum {string}
             */
            status: "active" | "inactive";
            /** @description Number of the current version. */
            current_version: number | null;
            /** @description Number of the version before it. */
            previous_version: number | null;
            /** @description Number of a version that a rotation has staged. */
            pending_version: number | null;
            /**
             * @description Highest version number given out.
             * @example 1
             */
            latest_version: number;
            /** @description Public half of the current SSH key, one line; null for passwords. */
            public_key: string | null;
            /** @description The SSH key that the account shares with others, or is to; null = its secret is its own. */
            ssh_key_id: number | null;
            /** @description The authority that certifies its logins; null = it logs in with a secret. */
            ssh_certificate_authority_id: number | null;
            /**
             * Format: date-time
             * @description When the current version became current. RFC 3339, UTC.
             */
            promoted_at: string | null;
            /** @description Who has it checked out; null = nobody. It changes without a change of the credential, and is no part of its ETag. */
            checked_out: components["schemas"]["CheckedOut"] | null;
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description A page of credentials. */
        CredentialPage: {
            /** @description The objects of this page. */
            credentials: components["schemas"]["Credential"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description A credential to create. */
        NewCredential: {
            /**
             * @description The resource that it opens.
             * @example 42
             */
            resource_id: number;
            /**
             * @description What kind of secret it is; must be what the connector of the platform takes, which is also the default.
             * @enum {string}
             */
            kind?: "password" | "ssh_key";
            /** @description The working secret: a password (at most 1024 characters, no control characters), or an unencrypted private key in OpenSSH or PEM form (Ed25519, ECDSA or RSA). It is sealed to the public key of the vault at once; the API cannot open it again; it is shown to whoever has the credential checked out. */
            secret: string;
            /**
             * @description Why; kept in the audit log. Never put a secret here. Needed where `reason_required` says so.
             * @example Set by hand after the outage
             */
            reason?: string;
            /**
             * @description Change or incident that it belongs to. Needed where `ticket_required` says so.
             * @example CHG-1042
             */
            ticket_id?: string;
        };
        /** @description The secret that works at the target now. */
        NewSecret: {
            /** @description The working secret: a password (at most 1024 characters, no control characters), or an unencrypted private key in OpenSSH or PEM form (Ed25519, ECDSA or RSA). It is sealed to the public key of the vault at once; the API cannot open it again; it is shown to whoever has the credential checked out. */
            secret: string;
            /**
             * @description Why; kept in the audit log. Never put a secret here. Needed where `reason_required` says so.
             * @example Set by hand after the outage
             */
            reason?: string;
            /**
             * @description Change or incident that it belongs to. Needed where `ticket_required` says so.
             * @example CHG-1042
             */
            ticket_id?: string;
        };
        /** @description One version of a credential. */
        CredentialVersion: {
            /**
             * @description Number of the version.
             * @example 1
             */
            version: number;
            state: components["schemas"]["VersionState"];
            /**
             * @description Whether a client handed it in or a rotation made it.
             * @enum {string}
             */
            origin: "client" | "rotation";
            /** @description The rotation that made it. */
            rotation_id: string | null;
            /** @description Public half of an SSH key, one line; null for passwords. */
            public_key: string | null;
            /** @description The version of a shared SSH key that it is; null = the secret is its own. */
            ssh_key: {
                /** @description Id of the SSH key. */
                id: number;
                /** @description Number of its version. */
                version: number;
            } | null;
            /** @description The version of a certificate authority that certifies its logins; null = there is a secret. */
            ssh_certificate_authority: {
                /** @description Id of the certificate authority. */
                id: number;
                /** @description Number of its version. */
                version: number;
            } | null;
            /**
             * Format: date-time
             * @description When it was stored. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it became current. RFC 3339, UTC.
             */
            promoted_at: string | null;
            /**
             * Format: date-time
             * @description When it was retired. RFC 3339, UTC.
             */
            retired_at: string | null;
        };
        /** @description A page of versions, newest first. */
        CredentialVersionPage: {
            /** @description The objects of this page. */
            versions: components["schemas"]["CredentialVersion"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description A secret that opens no target. Its content is never shown here. */
        ProtectedInformation: {
            /**
             * @description Id of the information.
             * @example 5
             */
            id: number;
            /**
             * @description Unique in the scope. Whoever may read about it sees it.
             * @example recovery codes of the registrar
             */
            name: string;
            /**
             * @description The scope that it belongs to.
             * @example 7
             */
            scope_id: number;
            /**
             * @description Whether it is a text or a file; that never changes.
             * @enum {string}
             */
            kind: "text" | "file";
            /**
             * @description What it is for. Whoever may read about it sees it: a secret belongs into the content.
             * @example Printed codes of the account at the registrar
             */
            description: string | null;
            /**
             * @description Inactive objects are kept, but cannot be used.
             * @enum {string}
             */
            status: "active" | "inactive";
            /**
             * @description Number of the version that counts: the newest, unless an older one was restored.
             * @example 2
             */
            current_version: number;
            /**
             * @description Highest version number given out.
             * @example 2
             */
            latest_version: number;
            /**
             * @description Bytes of the current content.
             * @example 2714
             */
            size: number;
            /**
             * @description Name of the file; null for a text.
             * @example licence.p12
             */
            file_name: string | null;
            /**
             * @description Its media type, as it was handed in: nobody has looked whether it is true; null for a text.
             * @example application/x-pkcs12
             */
            media_type: string | null;
            /**
             * Format: date-time
             * @description When it expires; null = never. What has expired stays. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            expires_at: string | null;
            /** @description Days before it expires on which that is told; each once, the most first. */
            remind_days_before: number[];
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description A page of protected information. */
        ProtectedInformationPage: {
            /** @description The objects of this page. */
            protected_information: components["schemas"]["ProtectedInformation"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description Protected information to create. */
        NewProtectedInformation: {
            /**
             * @description Unique in the scope. Whoever may read about it sees it.
             * @example recovery codes of the registrar
             */
            name: string;
            /**
             * @description The scope that it belongs to.
             * @example 7
             */
            scope_id: number;
            /**
             * @description Whether it is a text or a file; that never changes.
             * @enum {string}
             */
            kind: "text" | "file";
            /**
             * @description What it is for. Whoever may read about it sees it: a secret belongs into the content.
             * @example Printed codes of the account at the registrar
             */
            description?: string | null;
            /** @description A text of at most 1048576 bytes in UTF-8, without NUL; of a file, its bytes, 1048576 at most, in base64 (RFC 4648, section 4). It is sealed to the public key of the vault at once; the API cannot open it again. */
            content: string;
            /**
             * @description Of a file, which has one. Neither a path nor a way to write one.
             * @example licence.p12
             */
            file_name?: string;
            /**
             * @description Of a file. Left out: `application/octet-stream`.
             * @example application/x-pkcs12
             */
            media_type?: string;
            /** @description When it expires; null or left out, it does not. It must lie in the future. */
            expires_at?: components["schemas"]["TimeBound"] | null;
            /**
             * @description Days before it expires on which that is told, by an audit record and an operational event.
             * @default [
             *       30,
             *       7,
             *       1
             *     ]
             */
            remind_days_before?: number[];
        };
        /** @description What to change; what is left out stays. */
        ProtectedInformationChanges: {
            /**
             * @description Unique in the scope. Whoever may read about it sees it.
             * @example recovery codes of the registrar
             */
            name?: string;
            /**
             * @description The scope that it belongs to.
             * @example 7
             */
            scope_id?: number;
            /**
             * @description What it is for. Whoever may read about it sees it: a secret belongs into the content.
             * @example Printed codes of the account at the registrar
             */
            description?: string | null;
            /** @description When it expires; null = never. It must lie in the future. */
            expires_at?: components["schemas"]["TimeBound"] | null;
            /** @description Days before it expires on which that is told. */
            remind_days_before?: number[];
        };
        /** @description Another content, of the same kind as the one before. */
        NewProtectedInformationVersion: {
            /** @description A text of at most 1048576 bytes in UTF-8, without NUL; of a file, its bytes, 1048576 at most, in base64 (RFC 4648, section 4). It is sealed to the public key of the vault at once; the API cannot open it again. */
            content: string;
            /**
             * @description Of a file. Left out, that of the version before.
             * @example licence.p12
             */
            file_name?: string;
            /**
             * @description Of a file. Left out, that of the version before.
             * @example application/x-pkcs12
             */
            media_type?: string;
            /** @description When it expires from now on; null = never; left out, it stays. */
            expires_at?: components["schemas"]["TimeBound"] | null;
        };
        /** @description Which version is to be current. */
        ProtectedInformationRestore: {
            /**
             * @description One of its versions.
             * @example 1
             */
            version: number;
        };
        /** @description One version of protected information. */
        ProtectedInformationVersion: {
            /**
             * @description Number of the version.
             * @example 1
             */
            version: number;
            /** @description Whether it is the one that counts. */
            is_current: boolean;
            /**
             * @description Bytes of the content.
             * @example 2714
             */
            size: number;
            /**
             * @description Name of the file; null for a text.
             * @example licence.p12
             */
            file_name: string | null;
            /**
             * @description Its media type, as it was handed in: nobody has looked whether it is true; null for a text.
             * @example application/x-pkcs12
             */
            media_type: string | null;
            /**
             * Format: date-time
             * @description When it was handed in. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
        };
        /** @description A page of versions, newest first. */
        ProtectedInformationVersionPage: {
            /** @description The objects of this page. */
            versions: components["schemas"]["ProtectedInformationVersion"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description Which content is needed, and why. */
        RetrievalRequest: {
            /**
             * @description The protected information.
             * @example 42
             */
            information_id: number;
            /** @description Kept with the retrieval and in the audit log. Never put a secret here. */
            reason?: string;
            /** @description Change or incident that it belongs to. */
            ticket_id?: string;
            /**
             * @description An emergency, as for jobs on resources.
             * @default false
             */
            break_glass?: boolean;
        };
        /**
         * @description `pending_approval`: people are asked. `pending`: they have consented, and it is granted next. `granted`: the content may be asked for until `expires_at`. Afterwards `revealed`, `expired`, `canceled`, or `revoked` since what it rested on is gone; and `denied`, or `failed` where it could not be granted.
         * @enum {string}
         */
        RetrievalStatus: "pending_approval" | "pending" | "granted" | "revealed" | "expired" | "revoked" | "denied" | "canceled" | "failed";
        /** @description A request for the content of protected information; never the content. */
        Retrieval: {
            /** @description Id of the retrieval. */
            id: number;
            /** @description The protected information. */
            information_id: number;
            /** @description Where that lies; once the retrieval has ended, where it lay then. */
            scope_id: number;
            status: components["schemas"]["RetrievalStatus"];
            /** @description Name of who has asked for it. */
            requester: string;
            /**
             * @description What they are.
             * @enum {string}
             */
            requester_type: "user" | "application";
            /** @description Whose it is. */
            requester_id: number | null;
            /** @description Why. */
            reason: string | null;
            /** @description Change or incident. */
            ticket_id: string | null;
            /** @description The job that looks after it. */
            job_id: number;
            /** @description The request for consent that it waited for, or the review of an emergency. */
            approval_id: number | null;
            /**
             * Format: date-time
             * @description When it was granted.
             */
            granted_at: string | null;
            /**
             * Format: date-time
             * @description Until when the content may be asked for; null before it is granted.
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description When the content was shown.
             */
            revealed_at: string | null;
            /** @description Which version of it. */
            revealed_version: number | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            ended_at: string | null;
            /** @description Why it ended unseen, in Capstan's words. */
            end_detail: string | null;
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was changed last.
             */
            updated_at: string;
            /** @description The audit record of the last change. */
            last_event_id: string;
        };
        /** @description A page of retrievals. */
        RetrievalPage: {
            /** @description The newest first. */
            retrievals: components["schemas"]["Retrieval"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description The content of protected information, shown once. */
        RevealedInformation: {
            /** @description The retrieval. */
            retrieval_id: number;
            /** @description The protected information. */
            information_id: number;
            /** @description Which version was shown. */
            version: number;
            /**
             * @description What it is.
             * @enum {string}
             */
            kind: "text" | "file";
            /** @description Bytes of the content. */
            size: number;
            /** @description Name of the file; null for a text. */
            file_name: string | null;
            /** @description Its media type, as it was handed in; null for a text. */
            media_type: string | null;
            /** @description A text as it is; of a file, its bytes in base64 (RFC 4648, section 4). */
            content: string;
        };
        /** @description Which credential is needed, why, and for how long. */
        CheckOutRequest: {
            /**
             * @description The credential.
             * @example 42
             */
            credential_id: number;
            /** @description Kept with the check-out and in the audit log. Never put a secret here. */
            reason?: string;
            /** @description Change or incident that it belongs to. */
            ticket_id?: string;
            /** @description From the moment at which it is held. Default: 60, or what the policy allows where that is less. */
            minutes?: number;
            /**
             * @description Whether nobody else may hold it at the same time.
             * @default true
             */
            exclusive?: boolean;
            /**
             * @description An emergency, as for jobs on resources.
             * @default false
             */
            break_glass?: boolean;
        };
        /**
         * @description `pending_approval`: people are asked. `pending`: it begins as soon as nobody else holds the credential. `held`. Afterwards `released` by its holder, `recalled` by others, `expired`, or `revoked` since what it rested on is gone; and `denied`, `canceled` or `failed` where it was never held.
         * @enum {string}
         */
        CheckOutStatus: "pending_approval" | "pending" | "held" | "released" | "expired" | "recalled" | "revoked" | "denied" | "canceled" | "failed";
        /** @description A credential in somebody's custody. */
        CheckOut: {
            /** @description Id of the check-out. */
            id: number;
            /** @description The credential. */
            credential_id: number;
            /** @description Whose credential it is. */
            resource_id: number;
            status: components["schemas"]["CheckOutStatus"];
            /** @description Name of who has asked for it. */
            holder: string;
            /**
             * @description What they are.
             * @enum {string}
             */
            holder_type: "user" | "application";
            /** @description Whose it is. */
            holder_id: number | null;
            /** @description Whether nobody else may hold it at the same time. */
            exclusive: boolean;
            /** @description From the moment at which it is held. */
            minutes: number;
            /** @description Why. */
            reason: string | null;
            /** @description Change or incident. */
            ticket_id: string | null;
            /** @description The job that looks after it. */
            job_id: number;
            /** @description The request for consent that it waited for, or the review of an emergency. */
            approval_id: number | null;
            /**
             * Format: date-time
             * @description Since when it is held.
             */
            held_at: string | null;
            /**
             * Format: date-time
             * @description Until when; null before it is held.
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description When the secret was shown.
             */
            revealed_at: string | null;
            /** @description Which version of it. */
            revealed_version: number | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            ended_at: string | null;
            /** @description Who released or recalled it. */
            ended_by: string | null;
            /** @description Why it was recalled. */
            end_reason: string | null;
            /** @description Why it ended otherwise, in Capstan's words. */
            end_detail: string | null;
            /** @description What follows the end; null until then. */
            rotation: components["schemas"]["RotationAfterwards"] | null;
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was changed last.
             */
            updated_at: string;
            /** @description The audit record of the last change. */
            last_event_id: string;
        };
        /** @description The rotation that follows access to a credential. */
        RotationAfterwards: {
            /**
             * @description `due`: it is done at `next_at`, when the maintenance window opens or after a try that has failed. `failed`: it has failed so often that somebody has to see to it; until then nobody can check the credential out.
             * @enum {string}
             */
            status: "due" | "running" | "succeeded" | "not_wanted" | "failed";
            /** @description The rotation, or the last one that was tried. */
            job_id: number | null;
            /** @description How many were tried. */
            attempts: number;
            /**
             * Format: date-time
             * @description Not before.
             */
            next_at: string | null;
        };
        /** @description By whom a credential is checked out, and until when. */
        CheckedOut: {
            /** @description Whether nobody else may hold it at the same time. */
            exclusive: boolean;
            /** @description How many hold it. */
            count: number;
            /** @description The first of them; `GET /v1/check-outs?credential_id=…&status=held` has all. */
            holders: {
                /** @description The check-out. */
                check_out_id: number;
                /** @description Their name. */
                holder: string;
                /**
                 * @description What they are.
                 * @enum {string}
                 */
                holder_type: "user" | "application";
                /** @description Who they are. */
                holder_id: number | null;
                /**
                 * Format: date-time
                 * @description Until when.
                 */
                expires_at: string | null;
            }[];
        };
        /** @description A page of check-outs. */
        CheckOutPage: {
            /** @description The newest first. */
            check_outs: components["schemas"]["CheckOut"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description Why it is taken away. */
        CheckOutRecall: {
            /** @description Shown with the check-out and kept in the audit log. */
            reason: string;
        };
        /** @description Where to, how, why, and for how long. */
        ConnectSessionRequest: {
            /**
             * @description The resource.
             * @example 42
             */
            resource_id: number;
            /**
             * @description Default: `web_terminal` over SSH, `native_client` over PostgreSQL, which has no other.
             * @enum {string}
             */
            mode?: "web_terminal" | "native_client";
            /**
             * @description What the device speaks; another one is refused.
             * @enum {string}
             */
            protocol?: "ssh" | "postgres";
            /** @description Kept with the session and in the audit log. Never put a secret here. */
            reason?: string;
            /** @description Change or incident that it belongs to. */
            ticket_id?: string;
            /** @description From its launch on. Default: 60, or what the policy allows where that is less. */
            minutes?: number;
            /**
             * @description An emergency, as for jobs on resources.
             * @default false
             */
            break_glass?: boolean;
        };
        /** @description A web session on a device with a credential. */
        ProxySessionRequest: {
            /**
             * @description The device; 422 where the credential is of something on another one, and where it is not reached over SSH.
             * @example 7
             */
            device_id: number;
            /**
             * @description The credential.
             * @example 42
             */
            credential_id: number;
            opened_from?: components["schemas"]["OpenedFrom"];
            /** @description Kept with the session and in the audit log. Never put a secret here. */
            reason?: string;
            /** @description Change or incident that it belongs to. */
            ticket_id?: string;
            /** @description From its launch on. Default: 60, or what the policy allows where that is less. */
            minutes?: number;
            /**
             * @description An emergency, as for jobs on resources.
             * @default false
             */
            break_glass?: boolean;
        };
        /** @description Addresses and CIDR ranges from which the URL may be opened, as the gateway sees them; opened from elsewhere it is used up all the same. Left out: from anywhere, which applications may not. */
        OpenedFrom: string[];
        /** @description For whom it is. */
        SessionUrlRequest: {
            opened_from?: components["schemas"]["OpenedFrom"];
        };
        /** @description What opens a session in a browser. */
        SessionUrl: {
            /** @description The session. */
            session_id: string;
            /** @description Good once, for whoever has it: hand it to one browser and to nobody else. What is secret of it is behind the `#`. */
            url: string;
            /**
             * Format: date-time
             * @description Until when.
             */
            url_expires_at: string;
        };
        /** @description A web session that was asked for. */
        RequestedProxySession: {
            session: components["schemas"]["ConnectSession"];
            /** @description Opens it, once; null while it waits for consent. */
            url: string | null;
            /**
             * Format: date-time
             * @description Until when the URL opens it.
             */
            url_expires_at: string | null;
        };
        /**
         * @description `pending_approval`: people are asked. `pending_launch`: whoever has asked may launch it. `launching`: a gateway reaches the target. `active`; `paused`: suspended. `terminating`: its gateway ends it. Afterwards `terminated`; `denied`, `expired` or `canceled` where it was never launched; `failed` where the target was not reached; `interrupted` where its gateway was lost.
         * @enum {string}
         */
        ConnectSessionStatus: "pending_approval" | "pending_launch" | "launching" | "active" | "paused" | "terminating" | "terminated" | "denied" | "expired" | "canceled" | "failed" | "interrupted";
        /** @description A session on a target, through a gateway. */
        ConnectSession: {
            /** @description Id of the session: `acs_` and a ULID. */
            public_id: string;
            /** @description Where to. */
            resource_id: number;
            /** @description Whose secret logs in. */
            credential_id: number;
            status: components["schemas"]["ConnectSessionStatus"];
            /**
             * @description What is spoken.
             * @enum {string}
             */
            protocol: "ssh" | "postgres";
            /**
             * @description With what.
             * @enum {string}
             */
            mode: "web_terminal" | "native_client";
            /** @description Name of who has asked for it. */
            requester: string;
            /**
             * @description What they are.
             * @enum {string}
             */
            requester_type: "user" | "application";
            /** @description Whose it is. */
            requester_id: number | null;
            /** @description From its launch on, with those that it was extended by. */
            minutes: number;
            /** @description Why. */
            reason: string | null;
            /** @description Change or incident. */
            ticket_id: string | null;
            /** @description The job that looks after it. */
            job_id: number;
            /** @description The request for consent that it waited for, or the review of an emergency. */
            approval_id: number | null;
            /**
             * Format: date-time
             * @description Until when it may be launched.
             */
            launch_by: string | null;
            /**
             * Format: date-time
             * @description When its token was used.
             */
            launched_at: string | null;
            /**
             * Format: date-time
             * @description When the target had let it in.
             */
            started_at: string | null;
            /**
             * Format: date-time
             * @description Until when; null before it is launched.
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            ended_at: string | null;
            /**
             * @description Why it ended, or is to end; null until then.
             * @enum {string|null}
             */
            end_reason: "closed" | "terminated" | "time_over" | "idle" | "revoked" | "target_closed" | "target_failed" | "secret_withheld" | "no_moderator" | "moderator_left" | "refused" | "not_recorded" | "violation" | "gateway_stopped" | "gateway_lost" | "fault" | "not_launched" | "canceled" | "consent_denied" | "consent_expired" | null;
            /** @description Who wanted it so. */
            ended_by: string | null;
            /** @description Their words. */
            end_comment: string | null;
            /** @description Capstan's words. */
            end_detail: string | null;
            /** @description What the policy allowed when it was launched; null until then. */
            terms: {
                /** @description What may be done in it. */
                activities: ("shell" | "exec" | "upload" | "download" | "agent_forward")[];
                /** @description Where connections may be forwarded to. */
                forwards: string[];
                /** @description Names of the rules that commands and statements are held against. */
                command_rules: string[];
                /** @description Without input for so long, it ends. */
                idle_minutes: number;
                /** @description Whether it is recorded. */
                is_recorded: boolean;
                /** @description Whether what is typed is recorded as well. */
                records_input: boolean;
                /** @description How it is moderated; null: it is not. */
                moderation: {
                    /** @description How long a moderator is waited for, before anything is opened. */
                    wait_minutes: number;
                    /** @description How long it rests once the last one has left; then it ends. null: it rests until one is there again. */
                    grace_seconds: number | null;
                } | null;
            } | null;
            /**
             * @description What it waits for now. `moderator`: nothing happens in it before one is there. `answer`: a rule asks a moderator about what was given. null: nothing.
             * @enum {string|null}
             */
            waits_for: "moderator" | "answer" | null;
            /** @description Where its client has come from. */
            client_address: string | null;
            /** @description Which gateway has it. */
            gateway_id: string | null;
            /** @description What follows the end; null until then. */
            rotation: components["schemas"]["RotationAfterwards"] | null;
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was changed last.
             */
            updated_at: string;
            /** @description The audit record of the last change. */
            last_event_id: string;
        };
        /** @description A session that was asked for. */
        RequestedConnectSession: {
            session: components["schemas"]["ConnectSession"];
            /**
             * Format: date-time
             * @description Until when it can be launched; null while it waits for consent.
             */
            launch_token_expires_at: string | null;
        };
        /** @description A page of sessions. */
        ConnectSessionPage: {
            /** @description The newest first. */
            sessions: components["schemas"]["ConnectSession"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description Why somebody steps in. */
        SessionInterference: {
            /** @description Shown with the session and to the person, and kept in the audit log. */
            reason: string;
        };
        /** @description How much more time is needed, and why. */
        SessionExtension: {
            /** @description Beside those that it has. */
            minutes: number;
            /** @description Default: that of the session. Never put a secret here. */
            reason?: string;
            /** @description Default: that of the session. */
            ticket_id?: string;
        };
        /** @description What begins a session, and where. */
        LaunchToken: {
            /** @description The session; the user name of native clients. */
            session_id: string;
            /** @description Good once. Hand it to a gateway and to nobody else. */
            launch_token: string;
            /**
             * Format: date-time
             * @description Until when.
             */
            launch_token_expires_at: string;
            /** @description Any of them will do. */
            gateways: {
                /** @description The page of the terminal. */
                web_url: string | null;
                /** @description Where its SSH server is; null where it is not for this session. */
                ssh: {
                    /** @description Name or address. */
                    host: string;
                    /** @description Port. */
                    port: number;
                    /** @description Its host key, as known_hosts has it. */
                    host_key: string;
                } | null;
                /** @description Where its PostgreSQL proxy is; null where it is not for this session. */
                postgres: {
                    /** @description Name or address. */
                    host: string;
                    /** @description Port. */
                    port: number;
                } | null;
            }[];
        };
        /** @description What shows a session or its recording, and where. */
        ViewToken: {
            /** @description The session. */
            session_id: string;
            /** @description Good once. It is pasted into the page. */
            token: string;
            /**
             * Format: date-time
             * @description Until when.
             */
            token_expires_at: string;
            /** @description The page. */
            url: string;
        };
        /** @description The facts of a recording; its content is at a gateway. */
        SessionRecording: {
            /** @description The session. */
            session_id: string;
            /**
             * @description What it shows.
             * @enum {string}
             */
            kind: "terminal" | "sql";
            /**
             * @description Whether it is finished.
             * @enum {string}
             */
            state: "recording" | "complete" | "interrupted";
            /** @description Whether what was typed is in it. */
            has_input: boolean;
            /**
             * Format: date-time
             * @description When it began.
             */
            started_at: string;
            /**
             * Format: date-time
             * @description When it ended.
             */
            ended_at: string | null;
            /** @description Why. */
            end_reason: string | null;
            /** @description How many; null until it has ended. */
            chunks: number | null;
            /** @description Its lines, without the header. */
            events: number | null;
            /** @description As an asciicast. */
            bytes: number | null;
            /** @description SHA-256 that stands for all of it, as the audit log has it. */
            head_hash: string | null;
        };
        /** @description What was found in a recording. */
        RecordingMatches: {
            /** @description The session. */
            session_id: string;
            /** @description From its beginning on. */
            matches: {
                /** @description Seconds since it began. */
                time: number;
                /**
                 * @description Where.
                 * @enum {string}
                 */
                place: "output" | "input" | "marker";
                /** @description The match and what stands around it. */
                excerpt: string;
            }[];
            /** @description Whether there may be others that come later. */
            has_more: boolean;
        };
        /** @description The secret of a credential in custody. */
        RevealedSecret: {
            /** @description The check-out. */
            check_out_id: number;
            /**
             * @description What it is.
             * @enum {string}
             */
            kind: "password" | "ssh_key";
            /** @description Whose it is at the target. */
            username: string;
            /** @description Which version was shown. */
            version: number;
            /** @description The password, or the private key in OpenSSH's form. */
            secret: string;
        };
        /** @description An authority that certifies logins. The private halves of its keys are never shown. */
        SshAuthority: {
            /**
             * @description Id of the certificate authority.
             * @example 4
             */
            id: number;
            /**
             * @description The scope that it lies in.
             * @example 7
             */
            scope_id: number;
            /**
             * @description Unique within its scope.
             * @example web servers
             */
            name: string;
            /**
             * @description Inactive objects are kept, but cannot be used.
             * @enum {string}
             */
            status: "active" | "inactive";
            current: components["schemas"]["SshAuthorityVersion"];
            /** @description The key that a rotation has made; null = none is under way. */
            pending: components["schemas"]["SshAuthorityVersion"] | null;
            /** @description Lines for the file that `TrustedUserCAKeys` of sshd names, at this moment. */
            trusted_keys: string[];
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description A key of a certificate authority. */
        SshAuthorityVersion: {
            /**
             * @description Number of the version.
             * @example 1
             */
            version: number;
            /**
             * @description Public half, one line, as it stands in the file that `TrustedUserCAKeys` names.
             * @example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f capstan-authority-4-1
             */
            public_key: string;
            /**
             * @description As OpenSSH shows it, and as it stands in the targets' logs.
             * @example SHA256:uNiVztksCsDhcc0u9e8BrqfXc+fUBtMFZJvyAQoTFAk
             */
            fingerprint: string;
            /**
             * Format: date-time
             * @description When it was made. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
        };
        /** @description A page of certificate authorities. */
        SshAuthorityPage: {
            /** @description The objects of this page. */
            ssh_certificate_authorities: components["schemas"]["SshAuthority"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description A certificate authority to create. */
        NewSshAuthority: {
            /**
             * @description The scope that it is to lie in.
             * @example 7
             */
            scope_id: number;
            /**
             * @description Unique within its scope.
             * @example web servers
             */
            name: string;
        };
        /** @description An account that logs in by certificates. */
        SshCertificateAccount: {
            /**
             * @description The account.
             * @example 42
             */
            resource_id: number;
            /**
             * @description Its credential.
             * @example 9
             */
            credential_id: number;
            /**
             * @description `proven`: it goes by the key that it is to have (the pending one, where there is one); an account that was just added does so before it has ever logged in, which `verified_at` of its resource tells. `unproven`: by an older one, until a verification finds that its target trusts the newer.
             * @enum {string}
             */
            state: "proven" | "unproven";
            /** @description The version of the authority that it logs in by; null = none. */
            version: number | null;
            /**
             * Format: date-time
             * @description When it came to log in by that. RFC 3339, UTC.
             */
            promoted_at: string | null;
        };
        /** @description A page of accounts. */
        SshCertificateAccountPage: {
            /** @description The objects of this page. */
            accounts: components["schemas"]["SshCertificateAccount"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description An SSH key that several accounts may share. The private half is never shown. */
        SshKey: {
            /**
             * @description Id of the SSH key.
             * @example 4
             */
            id: number;
            /**
             * @description The scope that it lies in.
             * @example 7
             */
            scope_id: number;
            /**
             * @description Unique within its scope.
             * @example deploy of the web servers
             */
            name: string;
            /**
             * @description Inactive objects are kept, but cannot be used.
             * @enum {string}
             */
            status: "active" | "inactive";
            /**
             * @description Stands behind the public half in authorized_keys.
             * @example deploy@web
             */
            comment: string;
            /**
             * @description What kind of key it is.
             * @enum {string}
             */
            algorithm: "ed25519" | "ecdsa" | "rsa";
            /**
             * @description Public half, one line, as it stands in authorized_keys.
             * @example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f deploy@web
             */
            public_key: string;
            /**
             * @description As OpenSSH shows it.
             * @example SHA256:uNiVztksCsDhcc0u9e8BrqfXc+fUBtMFZJvyAQoTFAk
             */
            fingerprint: string;
            /**
             * @description Number of the current version; algorithm, public half and fingerprint are its own.
             * @example 1
             */
            current_version: number;
            /** @description Number of the version that a rotation deploys. */
            pending_version: number | null;
            /**
             * @description Highest version number given out.
             * @example 1
             */
            latest_version: number;
            /** @description The job that makes the plan of the last rotation; null = there was none. */
            rotation_job_id: number | null;
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description A page of SSH keys. */
        SshKeyPage: {
            /** @description The objects of this page. */
            ssh_keys: components["schemas"]["SshKey"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description An SSH key to create. */
        NewSshKey: {
            /**
             * @description The scope that it is to lie in.
             * @example 7
             */
            scope_id: number;
            /**
             * @description Unique within its scope.
             * @example deploy of the web servers
             */
            name: string;
            /**
             * @description Stands behind the public half in authorized_keys.
             * @example deploy@web
             */
            comment?: string;
            /** @description The key, in OpenSSH or PEM form: Ed25519, ECDSA (P-256, P-384, P-521), or RSA of 3072 to 8192 bits. Left out, one is made. It is sealed to the public key of the vault at once; no operation answers with it. */
            private_key?: string;
            /** @description Opens the key that is handed in; it is not kept, and the key is stored without one. */
            passphrase?: string;
        };
        /** @description What is to change; what is left out stays. */
        SshKeyChanges: {
            /**
             * @description The scope that it is to lie in.
             * @example 7
             */
            scope_id?: number;
            /**
             * @description Unique within its scope.
             * @example deploy of the web servers
             */
            name?: string;
            /**
             * @description Stands behind the public half in authorized_keys.
             * @example deploy@web
             */
            comment?: string;
        };
        /** @description One version of an SSH key. */
        SshKeyVersion: {
            /**
             * @description Number of the version.
             * @example 1
             */
            version: number;
            state: components["schemas"]["VersionState"];
            /**
             * @description Whether it was made with the key, handed in, or made by a rotation.
             * @enum {string}
             */
            origin: "generated" | "imported" | "rotation";
            /**
             * @description What kind of key it is.
             * @enum {string}
             */
            algorithm: "ed25519" | "ecdsa" | "rsa";
            /**
             * @description Public half, one line, as it stands in authorized_keys.
             * @example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f deploy@web
             */
            public_key: string;
            /**
             * @description As OpenSSH shows it.
             * @example SHA256:uNiVztksCsDhcc0u9e8BrqfXc+fUBtMFZJvyAQoTFAk
             */
            fingerprint: string;
            /**
             * Format: date-time
             * @description When it was stored. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it became current. RFC 3339, UTC.
             */
            promoted_at: string | null;
            /**
             * Format: date-time
             * @description When it was retired. RFC 3339, UTC.
             */
            retired_at: string | null;
        };
        /** @description A page of versions, newest first. */
        SshKeyVersionPage: {
            /** @description The objects of this page. */
            versions: components["schemas"]["SshKeyVersion"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description An account whose credential is the key, or is to be. */
        SshKeyPlacement: {
            /**
             * @description The account.
             * @example 42
             */
            resource_id: number;
            /**
             * @description Its credential.
             * @example 9
             */
            credential_id: number;
            /**
             * @description `deployed`: it logs in with the version that it is to have (the pending one, where there is one). `outdated`: with another version of the key. `to_deploy`: with a key of its own, until it is rotated.
             * @enum {string}
             */
            state: "deployed" | "outdated" | "to_deploy";
            /** @description The version of the key that it logs in with; null = none. */
            version: number | null;
            /**
             * Format: date-time
             * @description When it came to log in with that. RFC 3339, UTC.
             */
            promoted_at: string | null;
        };
        /** @description A page of placements. */
        SshKeyPlacementPage: {
            /** @description The objects of this page. */
            placements: components["schemas"]["SshKeyPlacement"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description Why it is rotated. */
        SshKeyRotation: {
            /**
             * @description Kept with the job and in the audit log. Never put a secret here.
             * @example Somebody has left
             */
            reason?: string;
            /**
             * @description Change or incident that it belongs to; kept in brackets before the reason.
             * @example CHG-1042
             */
            ticket_id?: string;
        };
        /** @description The job that was made, and the plan that it prepares, which is carried out by itself. */
        SshKeyRotationAccepted: {
            /**
             * @description Id of the job.
             * @example 510
             */
            job_id: number;
            /**
             * @description Id of the plan.
             * @example 12
             */
            plan_id: number;
            /**
             * @description The key.
             * @example 4
             */
            ssh_key_id: number;
            /**
             * @description The version that is deployed.
             * @example 2
             */
            version: number;
            /**
             * @description How many accounts are to get it.
             * @example 3
             */
            resource_count: number;
            /**
             * @description What the job does.
             * @constant
             */
            operation: "bulk_preflight";
            /**
             * @description Always `queued`: follow the job, and the one that its result names, to see how far it is.
             * @constant
             */
            status: "queued";
        };
        /** @description Why the operation is asked for. */
        JobRequest: {
            /**
             * @description Kept with the job and in the audit log. Never put a secret here.
             * @example Production support window
             */
            reason?: string;
            /**
             * @description Change or incident that it belongs to; kept in brackets before the reason.
             * @example CHG-1042
             */
            ticket_id?: string;
            /**
             * @description An emergency: goes past the consent that the policy wants and past its maintenance windows and blackouts, and past nothing else of it. For persons with break_glass:use and a fresh authentication, with a `reason`. It raises an alert, has an audit record of its own, and is reviewed afterwards. Refused (422) where the policy allows the operation anyway.
             * @default false
             */
            break_glass?: boolean;
        };
        /** @description Which records: name one of `job_id`, `session_id`, `approval_id` and `resource_id`. */
        NewEvidenceBundle: {
            /** @description Records of this job. */
            job_id?: number;
            /** @description Records of this session. */
            session_id?: string;
            /** @description Records that rest on this approval. */
            approval_id?: number;
            /** @description Records of this resource, at `from` or later and before `to`. */
            resource_id?: number;
            from?: components["schemas"]["TimeBound"];
            to?: components["schemas"]["TimeBound"];
            /**
             * @description Kept with the job, in the audit log and in the bundle.
             * @example Audit of the third quarter
             */
            reason?: string;
            /**
             * @description Change or incident that it belongs to.
             * @example CHG-1042
             */
            ticket_id?: string;
        };
        /** @description The job that builds the bundle. */
        EvidenceBundleAccepted: {
            /**
             * @description Id of the job.
             * @example 502
             */
            job_id: number;
            /**
             * @description What the job does.
             * @constant
             */
            operation: "evidence_bundle";
            /**
             * @description Always `queued`: follow the job to see when the bundle is ready.
             * @constant
             */
            status: "queued";
            /**
             * @description Id of the bundle.
             * @example 7
             */
            bundle_id: number;
        };
        /** @description A file of audit records with all that proves them. */
        EvidenceBundle: {
            /**
             * @description Id of the bundle.
             * @example 7
             */
            id: number;
            /**
             * @description The job that builds it.
             * @example 502
             */
            job_id: number;
            /**
             * @description Whether it can be fetched.
             * @enum {string}
             */
            state: "building" | "ready" | "failed";
            /**
             * @description Stable code of why it failed: that of its job, or `person_erased` where a person in it was erased.
             * @example no_records
             */
            code: string | null;
            /** @description The same in words. */
            message: string | null;
            /** @description What was asked for; what was not is null. */
            selection: {
                /** @description The job whose records it holds. */
                job_id: number | null;
                /** @description The session whose records it holds. */
                session_id: string | null;
                /** @description The approval whose records it holds. */
                approval_id: number | null;
                /** @description The resource whose records it holds. */
                resource_id: number | null;
                /**
                 * Format: date-time
                 * @description Records at this time or later. RFC 3339, UTC.
                 */
                from: string | null;
                /**
                 * Format: date-time
                 * @description Records before this time. RFC 3339, UTC.
                 */
                to: string | null;
            };
            /**
             * @description How many records it holds; null until it is ready.
             * @example 12
             */
            record_count: number | null;
            /**
             * @description Size of the tree that they are proven to be in.
             * @example 4711
             */
            tree_size: number | null;
            /** @description Whether the platform's log proves the checkpoint. */
            platform_proof: boolean | null;
            /**
             * @description Bytes of the file.
             * @example 18234
             */
            size: number | null;
            /** @description SHA-256 of the file, in hexadecimal. */
            sha256: string | null;
            /**
             * @description The scope in which it lies.
             * @example 1
             */
            scope_id: number;
            /** @description The resource at which it lies, if it lies at one. */
            resource_id: number | null;
            /**
             * @description Name of who asked for it.
             * @example admin
             */
            actor: string;
            /**
             * @description What asked for it.
             * @enum {string}
             */
            actor_type: "user" | "application" | "system" | "anonymous";
            /** @description As given with the request. */
            reason: string | null;
            /** @description As given with the request. */
            ticket_id: string | null;
            /**
             * Format: date-time
             * @description When it was asked for. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it is gone. RFC 3339, UTC.
             * @example 2026-06-05T13:20:13.000Z
             */
            expires_at: string;
            /** @description The audit record of the request. */
            last_event_id: string;
        };
        /** @description A page of evidence bundles, newest first. */
        EvidenceBundlePage: {
            /** @description The objects of this page. */
            evidence_bundles: components["schemas"]["EvidenceBundle"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description The job that was made. */
        LedgerJobAccepted: {
            /**
             * @description Id of the job.
             * @example 502
             */
            job_id: number;
            /**
             * @description What the job does.
             * @enum {string}
             */
            operation: "ledger_verify" | "ledger_prune" | "ledger_erase" | "evidence_bundle";
            /**
             * @description Always `queued`: follow the job to see the result.
             * @constant
             */
            status: "queued";
        };
        /** @description How much of the ledger to verify. */
        LedgerVerification: {
            /**
             * @description `range` goes with `from_index` and `to_index`, the others without.
             * @enum {string}
             */
            mode: "head" | "range" | "full" | "deep";
            /**
             * @description Index of the first record.
             * @example 0
             */
            from_index?: number;
            /**
             * @description Index behind the last record; at most the size of the log.
             * @example 1000
             */
            to_index?: number;
            /** @description Kept with the job and in the audit log. Never put a secret here. */
            reason?: string;
            /**
             * @description Change or incident that it belongs to.
             * @example CHG-1042
             */
            ticket_id?: string;
        };
        /** @description Whether to delete, or only to say what would be deleted. */
        LedgerPruning: {
            /** @description `true`: delete nothing. Where left out: `false`. */
            dry_run?: boolean;
            /** @description Kept with the job and in the audit log. Never put a secret here. */
            reason?: string;
            /**
             * @description Change or incident that it belongs to.
             * @example CHG-1042
             */
            ticket_id?: string;
        };
        /** @description Whom to erase. */
        Erasure: {
            /**
             * @description The user.
             * @example 42
             */
            user_id: number;
            /** @description Stays with the job and in the audit log when the person is erased; do not name them here. */
            reason: string;
            /**
             * @description Change or incident that it belongs to.
             * @example CHG-1042
             */
            ticket_id?: string;
        };
        /** @description How long to keep what. */
        NewRetentionPolicy: {
            /**
             * @description Days that audit records are kept; null = for ever.
             * @example 2555
             */
            record_days: number | null;
            /**
             * @description Days that operational events are kept. Where left out: 30.
             * @example 90
             */
            event_days?: number;
            /** @description Why so long; shown with the policy. */
            reason: string;
        };
        /** @description How long what is kept. */
        RetentionPolicy: {
            /**
             * @description Days that audit records are kept; null = for ever.
             * @example 2555
             */
            record_days: number | null;
            /**
             * @description Days that operational events are kept.
             * @example 90
             */
            event_days: number;
            /** @description Why so long; null where nobody has written a policy. */
            reason: string | null;
            /**
             * Format: date-time
             * @description When what is older is deleted next; null where nobody has written a policy. RFC 3339, UTC.
             */
            next_prune_at: string | null;
            /**
             * Format: date-time
             * @description When it last changed; null where nobody has written a policy. RFC 3339, UTC.
             */
            updated_at: string | null;
            /** @description The audit record of the last change; null where nobody has written a policy. */
            last_event_id: string | null;
        };
        /**
         * @description `expired`: nobody has decided enough in time; `canceled`: it was withdrawn, or its job canceled; `revoked`: consent was taken back.
         * @enum {string}
         */
        ApprovalStatus: "pending" | "approved" | "denied" | "expired" | "canceled" | "revoked";
        /**
         * @description `consent`: nothing happens before it is given; `review`: it was done without, in an emergency, and is looked at afterwards.
         * @enum {string}
         */
        ApprovalKind: "consent" | "review";
        /**
         * @description What may need consent.
         * @enum {string}
         */
        ApprovableOperation: "verify" | "rotate" | "reconcile" | "connect" | "checkout" | "retrieve" | "bulk_verify" | "bulk_rotate" | "bulk_reconcile";
        /** @description A rule that wants consent, and how much of it there is. */
        AskedApproval: {
            /** @description How many people must consent. */
            quorum: number;
            /** @description How many consents count for it so far. While it waits, those of active users alone. */
            consents: number;
            /** @description Whose members are asked by now; empty = whoever may decide on approvals there. */
            group_ids: number[];
            /** @description Whether each consent must come from another of the groups. */
            distinct_groups: boolean;
            /** @description Whether too few people could consent when it was asked for, whoever has asked left out - its groups had fewer active members than `quorum`, those of its escalation counted in. */
            undecidable: boolean;
            /** @description The policy that wants it; null = none does, and it is a review. */
            policy_id: number | null;
            /** @description Version of the policy. */
            version: number | null;
            /** @description The binding by which it holds. */
            binding_id: number | null;
        };
        /** @description One person's word. */
        ApprovalDecision: {
            /** @description Who. */
            user_id: number;
            /** @description Their name. */
            name: string;
            /**
             * @description What they have said.
             * @enum {string}
             */
            verdict: "approve" | "deny";
            /** @description Groups that it counts for. */
            group_ids: number[];
            /** @description In whose place they have spoken. */
            instead_of_user_ids: number[];
            /** @description By which delegations. */
            delegation_ids: number[];
            /** @description In their words. */
            comment: string | null;
            /**
             * Format: date-time
             * @description When. RFC 3339, UTC.
             */
            decided_at: string;
            /** @description The audit record of it. */
            event_id: string;
        };
        /** @description A request for consent, or a review. */
        Approval: {
            /** @description Id of the request. */
            id: number;
            kind: components["schemas"]["ApprovalKind"];
            operation: components["schemas"]["ApprovableOperation"];
            status: components["schemas"]["ApprovalStatus"];
            /** @description Where it was asked for. */
            scope_id: number;
            /** @description The resource; null where it is about more than one. */
            resource_id: number | null;
            /** @description The job that waits for it, or is reviewed. */
            job_id: number;
            /**
             * @description Exactly what was asked for. Where anything of it has changed since, the consent does not count. `nonce` keeps `digest` from telling the reason once that is erased.
             * @example {
             *       "operation": "rotate",
             *       "resource_id": 42,
             *       "scope_id": 7,
             *       "username": "app_owner",
             *       "address": "10.2.0.7",
             *       "port": 5432
             *     }
             */
            asked: {
                [key: string]: unknown;
            };
            /** @description SHA-256 of `asked` in canonical JSON (RFC 8785), which the consent is bound to. */
            digest: string;
            /** @description Name of who has asked. */
            requester: string;
            /**
             * @description Kind of who has asked.
             * @enum {string}
             */
            requester_type: "user" | "application" | "system" | "anonymous";
            /** @description Id of who has asked. */
            requester_id: number | null;
            /** @description Why it was asked for. */
            reason: string | null;
            /** @description Ticket that it belongs to. */
            ticket_id: string | null;
            /** @description Each of them must be met. */
            rules: components["schemas"]["AskedApproval"][];
            /** @description In the order in which they were taken. */
            decisions: components["schemas"]["ApprovalDecision"][];
            /** @description Whether other groups are asked as well by now. */
            escalated: boolean;
            /**
             * Format: date-time
             * @description When more people are asked next; null = never. RFC 3339, UTC.
             */
            escalates_at: string | null;
            /**
             * Format: date-time
             * @description When it ends by itself. RFC 3339, UTC.
             */
            expires_at: string;
            /**
             * Format: date-time
             * @description When it was decided, or ended otherwise. RFC 3339, UTC.
             */
            ended_at: string | null;
            /** @description Name of who has withdrawn or revoked it. */
            ended_by: string | null;
            /** @description Why. */
            ended_reason: string | null;
            /** @description The same as in the request, its audit records and its log lines. */
            correlation_id: string;
            /** @description W3C trace id of the request. */
            trace_id: string | null;
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             */
            updated_at: string;
            /** @description The audit record of the last change. */
            last_event_id: string;
        };
        /** @description A page of requests for consent, newest first. */
        ApprovalPage: {
            /** @description The objects of this page. */
            approvals: components["schemas"]["Approval"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description What is said with it. */
        ApprovalConsent: {
            /** @description Kept with it and in the audit log. Never put a secret here. */
            comment?: string;
        };
        /** @description Why it is refused. */
        ApprovalDenial: {
            /** @description Kept with it and in the audit log. Never put a secret here. */
            comment: string;
        };
        /** @description Why it is taken back. */
        ApprovalWithdrawal: {
            /** @description Kept with it and in the audit log. Never put a secret here. */
            reason?: string;
        };
        /** @description Why consent is taken back. */
        ApprovalRevocation: {
            /** @description Kept with it and in the audit log. Never put a secret here. */
            reason: string;
        };
        /** @description Who decides in whose place, for a time. */
        ApprovalDelegation: {
            /** @description Id of the delegation. */
            id: number;
            /** @description Whose place is lent. */
            from_user_id: number;
            /** @description Name of whose place is lent. */
            from_user: string;
            /** @description Who decides there. */
            to_user_id: number;
            /** @description Name of who decides there. */
            to_user: string;
            /**
             * Format: date-time
             * @description From when on it counts. RFC 3339, UTC.
             */
            starts_at: string;
            /**
             * Format: date-time
             * @description Until when it counts. RFC 3339, UTC.
             */
            ends_at: string;
            /** @description Why. */
            reason: string | null;
            /**
             * @description Whether it was ended.
             * @enum {string}
             */
            status: "active" | "inactive";
            /** @description Whether it counts at this moment. */
            in_force: boolean;
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             */
            updated_at: string;
            /** @description The audit record of the last change. */
            last_event_id: string;
        };
        /** @description A place to lend. Exactly one of `to_user_id` and `to_user_public_id` is given. */
        NewApprovalDelegation: {
            /**
             * @description Id of an active user of the organization, for those who may read users.
             * @example 17
             */
            to_user_id?: number;
            /**
             * @description Public id of the user (`usr_…`), which they find in GET /v1/me.
             * @example usr_01hx3n8q5w6m7r9t2v4y6z8b0c
             */
            to_user_public_id?: string;
            /**
             * Format: date-time
             * @description From when on; left out = at once. RFC 3339, UTC.
             */
            starts_at?: string;
            /**
             * Format: date-time
             * @description Until when, within 90 days. RFC 3339, UTC.
             */
            ends_at: string;
            /** @description Kept with it and in the audit log. Never put a secret here. */
            reason?: string;
        };
        /** @description A page of delegations. */
        ApprovalDelegationPage: {
            /** @description The objects of this page. */
            approval_delegations: components["schemas"]["ApprovalDelegation"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description The job that was made. */
        JobAccepted: {
            /**
             * @description Id of the job.
             * @example 501
             */
            job_id: number;
            /**
             * @description What the job does.
             * @enum {string}
             */
            operation: "verify" | "rotate" | "reconcile" | "discover";
            /**
             * @description The resource.
             * @example 42
             */
            resource_id: number;
            /**
             * @description `awaiting_approval`: the policy wants the consent of others first. Follow the job to see the result.
             * @enum {string}
             */
            status: "queued" | "awaiting_approval";
            /** @description The request for consent, or the review of an emergency; left out where there is none. */
            approval_id?: number;
        };
        /** @description One asked-for operation. */
        Job: {
            /**
             * @description Id of the job.
             * @example 501
             */
            job_id: number;
            /**
             * @description What the job does.
             * @enum {string}
             */
            operation: "verify" | "rotate" | "reconcile" | "discover" | "checkout" | "connect" | "extend" | "retrieve" | "bulk_preflight" | "bulk_verify" | "bulk_rotate" | "bulk_reconcile" | "ledger_verify" | "ledger_prune" | "ledger_erase" | "evidence_bundle";
            /**
             * @description Terminal are `succeeded`, `completed_with_errors`, `failed`, `canceled` and `timed_out`.
             * @enum {string}
             */
            status: "queued" | "awaiting_approval" | "running" | "paused" | "succeeded" | "completed_with_errors" | "failed" | "canceled" | "timed_out";
            /** @description The resource, where the job concerns one only, or the evidence about one; null where it concerns many, none, or the organization as a whole. */
            resource_id: number | null;
            /**
             * @description How many resources it concerns.
             * @example 1
             */
            resource_count: number;
            /** @description How far its work has come; null for jobs on one resource, and before it begins. */
            progress: {
                /** @description How much is done, in units of the kind of job. */
                done: number;
                /** @description How much there is to do; null where nobody can say beforehand. */
                total: number | null;
            } | null;
            /** @description What it has found or done, once it has ended: fields by kind of job, and `code` and `message` where it failed. Of a look at a device what was found; null for other jobs on resources, whose items say how each fared; of one by a plan only where it ended before it began. */
            result: {
                [key: string]: unknown;
            } | null;
            /** @description The plan that it prepares or carries out; null where there is none. */
            plan_id: number | null;
            /** @description The request for consent that it waits for or was begun with, or the review of its beginning without; null where there is none. */
            approval_id: number | null;
            /** @description How it is run and how it stands; null where it carries out no plan. */
            bulk: components["schemas"]["BulkState"] | null;
            /**
             * @description Name of who asked for it.
             * @example admin
             */
            actor: string;
            /**
             * @description Kind of who asked for it.
             * @enum {string}
             */
            actor_type: "user" | "application" | "system" | "anonymous";
            /** @description Why it was asked for. */
            reason: string | null;
            /** @description Whether someone asked to cancel it. */
            cancel_requested: boolean;
            /**
             * @description Ticket of the change or incident system, as the requester gave it.
             * @example CHG-1042
             */
            ticket_id: string | null;
            /**
             * @description Ties the request, its audit record, its job and the log lines together: `evt_` and a ULID, or what the client sent in `X-Correlation-Id`.
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            correlation_id: string;
            /** @description W3C trace id of the request. */
            trace_id: string | null;
            /**
             * Format: date-time
             * @description When it was asked for. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When a worker began. RFC 3339, UTC.
             */
            started_at: string | null;
            /**
             * Format: date-time
             * @description When it ended. RFC 3339, UTC.
             */
            ended_at: string | null;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description A page of jobs, newest first. */
        JobPage: {
            /** @description The objects of this page. */
            jobs: components["schemas"]["Job"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description The part of a job that concerns one resource. */
        JobItem: {
            /**
             * @description Id of the job.
             * @example 501
             */
            job_id: number;
            /**
             * @description The resource.
             * @example 42
             */
            resource_id: number;
            /** @description The device that it was on when the plan was made; null where the job is by no plan. */
            device_id: number | null;
            /** @description With which wave it is done, 0 = not with any yet; null where the job is by no plan. */
            wave: number | null;
            /**
             * @description `unknown` is neither success nor failure: the answer of the target was lost, and the next operation settles it.
             * @enum {string}
             */
            status: "queued" | "running" | "succeeded" | "failed" | "unknown" | "canceled";
            /**
             * @description Stable code of the failure; null where nothing failed.
             * @enum {string|null}
             */
            code: "unreachable" | "timeout" | "host_key_mismatch" | "tls_untrusted" | "credential_invalid" | "account_locked_out" | "access_denied" | "password_rejected" | "protocol_error" | "not_supported" | "resource_busy" | "resource_inactive" | "credential_missing" | "reconcile_account_missing" | "reconcile_account_refused" | "policy_refused" | "approval_denied" | "approval_expired" | "approval_revoked" | "plan_drifted" | "lockout_guard" | "out_of_sync" | "vault_unavailable" | "worker_stopping" | "internal" | null;
            /**
             * @description What is known of the target afterwards: `none` — certainly unchanged, `applied` — certainly changed, `unknown` — the answer was lost; null while not ended.
             * @enum {string|null}
             */
            effect: "none" | "applied" | "unknown" | null;
            /** @description What happened and what to do, for operators. */
            message: string | null;
            /** @description Why it is not at work yet; null while it is, and once it has ended. */
            waits_for: components["schemas"]["ItemWait"] | null;
            /**
             * Format: date-time
             * @description When a worker began. RFC 3339, UTC.
             */
            started_at: string | null;
            /**
             * Format: date-time
             * @description When it ended. RFC 3339, UTC.
             */
            ended_at: string | null;
        };
        /** @description What an item of a job waits for. */
        ItemWait: {
            /**
             * @description `consent`: the job waits for people. `start`: the start of the job lies ahead. `pause`: the job stands still. `wave`: it is in no wave yet, or comes again with a later one. `turn`: a worker is to come to it. `window`: its maintenance window is closed, or a blackout holds. `resource`: another job works on the resource. `check_out`: somebody has the credential checked out. `reconcile_account`: another job works on the account that sets it. `device`, `platform`: as many are at work there as are allowed.
             * @enum {string}
             */
            reason: "consent" | "start" | "pause" | "wave" | "turn" | "window" | "resource" | "check_out" | "reconcile_account" | "device" | "platform";
            /**
             * Format: date-time
             * @description Since when it has been waiting for that, as far as a worker has noted it. RFC 3339, UTC.
             */
            since: string | null;
            /**
             * Format: date-time
             * @description Until then it is not looked at again: the window opens, the job starts, or a worker tries again; null = as soon as may be. RFC 3339, UTC.
             */
            not_before: string | null;
            /** @description The job that holds the resource, or the reconcile account; null where it is about no job, or nobody could say which. */
            job_id: number | null;
            /** @description The check-out that holds the credential; null where it is about none. */
            check_out_id: number | null;
        };
        /** @description A page of items, by resource id. */
        JobItemPage: {
            /** @description The objects of this page. */
            items: components["schemas"]["JobItem"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description One attempt of one step. */
        JobStep: {
            /**
             * @description The resource; null where the job concerns the organization as a whole.
             * @example 42
             */
            resource_id: number | null;
            /**
             * @description What was done: see the rotation protocol in the guide.
             * @enum {string}
             */
            step: "begin" | "stage" | "apply" | "prove" | "probe" | "promote" | "login" | "look" | "remove" | "wave" | "work" | "finish";
            /** @description Grows when the workflow takes the same step again, for example a second probe. */
            round: number;
            /** @description Attempt within the round, from 1. */
            attempt: number;
            /**
             * @description `running` and never ended = the worker was lost; the next attempt follows. `waiting`: behind another job, or for the target.
             * @enum {string}
             */
            outcome: "running" | "succeeded" | "failed" | "waiting";
            /**
             * @description Stable code of the failure; null where nothing failed.
             * @enum {string|null}
             */
            code: "unreachable" | "timeout" | "host_key_mismatch" | "tls_untrusted" | "credential_invalid" | "account_locked_out" | "access_denied" | "password_rejected" | "protocol_error" | "not_supported" | "resource_busy" | "resource_inactive" | "credential_missing" | "reconcile_account_missing" | "reconcile_account_refused" | "policy_refused" | "approval_denied" | "approval_expired" | "approval_revoked" | "plan_drifted" | "lockout_guard" | "out_of_sync" | "vault_unavailable" | "worker_stopping" | "internal" | null;
            /** @description What happened, for operators. */
            detail: string | null;
            /**
             * Format: date-time
             * @description When it began. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            started_at: string;
            /**
             * Format: date-time
             * @description When it ended. RFC 3339, UTC.
             */
            ended_at: string | null;
            /** @description Milliseconds that it took; null while not ended. */
            duration_ms: number | null;
        };
        /** @description A page of the timeline, oldest first. */
        JobTimeline: {
            /** @description The objects of this page. */
            steps: components["schemas"]["JobStep"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description What would be done to which resources: exactly one of `selector` and `resource_ids`. */
        PreflightRequest: {
            /**
             * @description What would be done.
             * @enum {string}
             */
            operation: "verify" | "rotate" | "reconcile";
            selector?: components["schemas"]["PlanSelection"];
            /** @description Exactly these. */
            resource_ids?: number[];
            /**
             * @description Kept with the job and in the audit log. Never put a secret here.
             * @example Yearly rotation
             */
            reason?: string;
            /**
             * @description Change or incident that it belongs to.
             * @example CHG-1042
             */
            ticket_id?: string;
            options?: components["schemas"]["PlanOptions"];
        };
        /** @description How the plan is to be carried out where the request for that does not say otherwise. What is estimated counts with them; whether policies want something stricter is asked when the plan is carried out. */
        PlanOptions: {
            /** @description How many go first, alone. */
            canary?: number;
            /** @description The same as a share of the resources; where both are given the larger one counts. */
            canary_percent?: number;
            /** @description How many go together after that. */
            wave_size?: number;
            /** @description How many at once on one device; what platform and policies allow holds as well. */
            max_parallel_per_device?: number;
            failure_budget?: components["schemas"]["FailureBudgetPart"];
        };
        /** @description All resources at and below the scope that meet every condition; up to 100,000. */
        PlanSelection: {
            /**
             * @description The scope, with all below it.
             * @example 7
             */
            scope_id: number;
            /** @description Only those on this device. */
            device_id?: number;
            /** @description Only those of this platform. */
            platform_id?: number;
            /**
             * @description Only accounts of this kind.
             * @enum {string}
             */
            type?: "postgres_role" | "linux_account";
            /**
             * @description Only those in this status.
             * @enum {string}
             */
            status?: "unverified" | "verified" | "out_of_sync" | "unreachable" | "locked_out" | "unknown" | "inactive";
            /** @description Only those whose credential was never rotated, or not since this time. */
            rotated_before?: components["schemas"]["TimeBound"];
        };
        /** @description The job that was made, and the plan that it prepares. */
        PreflightAccepted: {
            /**
             * @description Id of the job.
             * @example 510
             */
            job_id: number;
            /**
             * @description Id of the plan.
             * @example 12
             */
            plan_id: number;
            /**
             * @description What the job does.
             * @constant
             */
            operation: "bulk_preflight";
            /**
             * @description Always `queued`: follow the job to see when the plan is ready.
             * @constant
             */
            status: "queued";
        };
        /** @description What an operation on many resources would come to, as it was found without changing anything. */
        Plan: {
            /**
             * @description Id of the plan.
             * @example 12
             */
            id: number;
            /**
             * @description The job that makes it.
             * @example 510
             */
            job_id: number;
            /**
             * @description The scope at and below which all of the resources lie.
             * @example 7
             */
            scope_id: number;
            /**
             * @description What would be done.
             * @enum {string}
             */
            operation: "verify" | "rotate" | "reconcile";
            /** @description How the resources were chosen; null where they were named one by one, and the items say which. */
            selector: components["schemas"]["PlanSelector"] | null;
            /** @description How it is to be carried out where nobody says otherwise then; null where nothing was said. */
            options: components["schemas"]["PlanOptions"] | null;
            /**
             * @description `preparing`: its job is at work on it. Only a `ready` one can be carried out, until it expires.
             * @enum {string}
             */
            status: "preparing" | "ready" | "failed" | "canceled";
            /** @description How many were chosen; 0 until that is known. */
            resource_count: number;
            counts: components["schemas"]["PlanCounts"];
            /** @description SHA-256, hex, over what would be done to which resource as it was found: what is looked at and consented to is carried out by it, and nothing else. Null until it is ready. */
            digest: string | null;
            /** @description How long it would take, without waiting for consent and maintenance windows; null until it is ready. */
            estimated_seconds: number | null;
            /** @description What policies say of it as a whole, the strictest of all resources; null until it is ready. */
            limits: components["schemas"]["PlanLimits"] | null;
            /** @description Whether it is carried out by itself once it is ready: rotations that are due by policy, and those of SSH keys. */
            runs_by_itself: boolean;
            /**
             * @description Name of who asked for it.
             * @example admin
             */
            actor: string;
            /**
             * @description Kind of who asked for it.
             * @enum {string}
             */
            actor_type: "user" | "application" | "system" | "anonymous";
            /**
             * Format: date-time
             * @description Nothing can be begun by it any more from then on; null until it is ready. RFC 3339, UTC.
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description When it was asked for. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            updated_at: string;
            /**
             * @description The audit record of the last change (`event_id` in the audit log).
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            last_event_id: string;
        };
        /** @description All resources at and below the scope that meet every condition. */
        PlanSelector: {
            /** @description The scope, with all below it; null = the whole organization. */
            scope_id: number | null;
            /** @description Only those on this device; null = on any. */
            device_id: number | null;
            /** @description Only those of this platform; null = of any. */
            platform_id: number | null;
            /**
             * @description Only accounts of this kind; null = of any.
             * @enum {string|null}
             */
            type: "postgres_role" | "linux_account" | null;
            /**
             * @description Only those in this status; null = in any.
             * @enum {string|null}
             */
            status: "unverified" | "verified" | "out_of_sync" | "unreachable" | "locked_out" | "unknown" | "inactive" | null;
            /** @description Only those that were not rotated since; null = whenever it was. */
            rotated_before: string | null;
        };
        /** @description The resources of a plan, by verdict. */
        PlanCounts: {
            /** @description Not looked at yet. */
            pending: number;
            /** @description Nothing stands against it. */
            ready: number;
            /** @description It would be done, but look at the findings first. */
            warned: number;
            /** @description It would fail, so it is left out. */
            blocked: number;
        };
        /** @description What a job by the plan is held to, as policies said it when the plan was made. Where they have become stricter by the time that a job is asked for, that holds. */
        PlanLimits: {
            /** @description At least so many go first. */
            canary: number;
            failure_budget: components["schemas"]["FailureBudget"];
            /** @description Whose consent it needs: each of these rules is to be met; empty = nobody's. */
            approvals: components["schemas"]["PlanApproval"][];
        };
        /** @description A rule that wants consent, and where it comes from. */
        PlanApproval: {
            rule: components["schemas"]["ApprovalRule"];
            /**
             * @description Id of the policy.
             * @example 3
             */
            policy_id: number;
            /** @description Its version. */
            version: number;
            /**
             * @description Id of the binding.
             * @example 9
             */
            binding_id: number;
            /** @description For how many of the resources it holds. */
            resources: number;
        };
        /** @description How many may fail, or end unknown, before a job pauses by itself: each bound counts by itself, and anew once a job that paused for failures is resumed. */
        FailureBudget: {
            /** @description Of the whole job; null = not limited so. */
            count: number | null;
            /** @description Of the whole job, in percent of its resources; null = not limited so. */
            percent: number | null;
            /** @description Of one wave, in percent of it; null = not limited so. */
            wave_percent: number | null;
            /** @description Of one device; null = not limited so. */
            per_device: number | null;
        };
        /** @description How many may fail, or end unknown, before the job pauses by itself; not more than policies allow. Bounds that are left out are those of policies, or of the job before it; where nobody says anything: 5 percent, and 20 percent of a wave. */
        FailureBudgetPart: {
            /** @description Of the whole job; null = not limited so. */
            count?: number | null;
            /** @description Of the whole job, in percent of its resources; null = not limited so. */
            percent?: number | null;
            /** @description Of one wave, in percent of it; null = not limited so. */
            wave_percent?: number | null;
            /** @description Of one device; null = not limited so. */
            per_device?: number | null;
        };
        /** @description A page of plans, newest first. */
        PlanPage: {
            /** @description The objects of this page. */
            plans: components["schemas"]["Plan"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description What was found of one resource. */
        PlanItem: {
            /**
             * @description The resource.
             * @example 42
             */
            resource_id: number;
            /**
             * @description Where it lay when the plan was made.
             * @example 7
             */
            scope_id: number;
            /**
             * @description The device that it was on.
             * @example 5
             */
            device_id: number;
            /** @description The order in which it is worked on. */
            position: number;
            /**
             * @description `pending`: not looked at yet. `warned`: it would be done, but look first. `blocked`: it is left out.
             * @enum {string}
             */
            verdict: "pending" | "ready" | "warned" | "blocked";
            /** @description What was looked at, in this order. */
            findings: components["schemas"]["PlanFinding"][];
            /** @description SHA-256, hex, over account, device, platform, credential and reconcile account as they were found: where any of it has changed since, the resource is left out. Null until it was looked at. */
            fingerprint: string | null;
        };
        /** @description One look at one resource. */
        PlanFinding: {
            /**
             * @description What was looked at.
             * @enum {string}
             */
            check: "active" | "credential" | "policy" | "window" | "conflicts" | "password_rules" | "lockout_headroom" | "reachable" | "host_identity" | "login" | "reconcile_account" | "dependents";
            /**
             * @description `skipped`: it does not matter for the operation, or nothing could be found out after what failed before.
             * @enum {string}
             */
            outcome: "passed" | "warned" | "failed" | "skipped";
            /** @description Stable code of what is wrong; null where nothing is. */
            code: string | null;
            /** @description What was found, for operators. */
            detail: string | null;
        };
        /** @description A page of items, in the order in which they are worked on. */
        PlanItemPage: {
            /** @description The objects of this page. */
            items: components["schemas"]["PlanItem"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description Which plan is carried out, and how. */
        BulkRequest: {
            /**
             * @description The plan.
             * @example 12
             */
            plan_id: number;
            /** @description The `digest` of the plan that was looked at: another one is not carried out. */
            digest: string;
            /** @description How many go first, alone; at least as many as policies want. Where neither number nor share is given: as many as policies want, and 5 at least where there are more than 20. */
            canary?: number;
            /** @description The same as a share of the resources; where both are given the larger one counts. */
            canary_percent?: number;
            /** @description How many go together after that. Where left out: 2000. */
            wave_size?: number;
            /** @description How many at once on one device; what platform and policies allow holds as well. */
            max_parallel_per_device?: number;
            failure_budget?: components["schemas"]["FailureBudgetPart"];
            /** @description Not before this time, which lies ahead, and not more than 7 days. Left out, it begins at once. Not with `break_glass`. */
            start_at?: components["schemas"]["TimeBound"];
            /**
             * @description Kept with the job and in the audit log. Never put a secret here.
             * @example Yearly rotation
             */
            reason?: string;
            /**
             * @description Change or incident that it belongs to.
             * @example CHG-1042
             */
            ticket_id?: string;
            /**
             * @description An emergency: goes past the consent that policies want and past their maintenance windows and blackouts, and past nothing else of them. For persons with break_glass:use and a fresh authentication, with a `reason`. It raises an alert, has an audit record of its own, and is reviewed afterwards: `approval_id` names the review. Refused (422) where policies let it happen at once.
             * @default false
             */
            break_glass?: boolean;
        };
        /** @description What of it is done again, and how; of the options what is left out is as it was. */
        BulkRetry: {
            /**
             * @description Which items are done again, by how they have ended. What was canceled is done only where it is named.
             * @default [
             *       "failed",
             *       "unknown"
             *     ]
             */
            statuses?: ("failed" | "unknown" | "canceled")[];
            /** @description How many go first, alone; at least as many as policies want, and exactly so many where neither number nor share is given. */
            canary?: number;
            /** @description The same as a share of the resources; where both are given the larger one counts. */
            canary_percent?: number;
            /** @description How many go together after that. */
            wave_size?: number;
            /** @description How many at once on one device; what platform and policies allow holds as well. */
            max_parallel_per_device?: number;
            failure_budget?: components["schemas"]["FailureBudgetPart"];
            /** @description Not before this time, which lies ahead, and not more than 7 days. Left out, it begins at once. Not with `break_glass`. */
            start_at?: components["schemas"]["TimeBound"];
            /**
             * @description Kept with the job and in the audit log. Never put a secret here.
             * @example Yearly rotation
             */
            reason?: string;
            /**
             * @description Change or incident that it belongs to.
             * @example CHG-1042
             */
            ticket_id?: string;
            /**
             * @description An emergency: goes past the consent that policies want and past their maintenance windows and blackouts, and past nothing else of them. For persons with break_glass:use and a fresh authentication, with a `reason`. It raises an alert, has an audit record of its own, and is reviewed afterwards: `approval_id` names the review. Refused (422) where policies let it happen at once.
             * @default false
             */
            break_glass?: boolean;
        };
        /** @description The job that was made. */
        BulkAccepted: {
            /**
             * @description Id of the job.
             * @example 511
             */
            job_id: number;
            /**
             * @description The plan that it carries out.
             * @example 12
             */
            plan_id: number;
            /**
             * @description What the job does.
             * @enum {string}
             */
            operation: "bulk_verify" | "bulk_rotate" | "bulk_reconcile";
            /**
             * @description `awaiting_approval`: others must consent first.
             * @enum {string}
             */
            status: "queued" | "awaiting_approval";
            /** @description The request for their consent, or the review of an emergency; null where nobody is asked. */
            approval_id: number | null;
        };
        /** @description How a job by a plan is run, and how it stands. */
        BulkState: {
            options: components["schemas"]["BulkOptions"];
            counts: components["schemas"]["BulkCounts"];
            waits: components["schemas"]["BulkWaits"];
            /** @description The wave under way, or the last one; 0 = none yet. The first ones are the canary, where there is one. */
            wave: number;
            /** @description How many resources are in it. */
            wave_size: number;
            /** @description Whether somebody wants it to stand still. */
            pause_requested: boolean;
            /** @description Why it stands still; null where it does not. */
            paused: {
                /**
                 * @description `requested`: somebody has asked for it. `failure_budget`: too many did not succeed. `canary`: one of those that went first did not. `internal`: Capstan itself failed.
                 * @enum {string}
                 */
                kind: "requested" | "failure_budget" | "canary" | "internal";
                /** @description What happened, for operators. */
                detail: string;
                /** @description The device on which too many did not succeed; null where it is not about one. */
                device_id: number | null;
            } | null;
            /** @description The job whose items are done again; null where it is the first one. */
            retry_of: number | null;
            /** @description Which of them, by how they had ended; null where it is the first one. */
            retry_statuses: ("failed" | "unknown" | "canceled")[] | null;
            /**
             * Format: date-time
             * @description Nothing can be done before, as no maintenance window is open or the start lies ahead; null where neither is waited for. RFC 3339, UTC.
             */
            waiting_until: string | null;
            /** @description How many have ended in a minute, since it began or last went on, after a pause or a wait for window or start; null while it does not run, or waits so, or nobody can say. */
            rate_per_minute: number | null;
            /** @description How long the rest takes at that rate; null where there is none. */
            estimated_seconds_left: number | null;
        };
        /** @description How a job by a plan is run. */
        BulkOptions: {
            /** @description How many go first, alone. */
            canary: number;
            /** @description How many go together after that. */
            wave_size: number;
            /** @description How many at once on one device, beside what platform and policies allow; null = not limited so. */
            max_parallel_per_device: number | null;
            failure_budget: components["schemas"]["FailureBudget"];
            /**
             * Format: date-time
             * @description Not before this time; null = at once. RFC 3339, UTC.
             */
            start_at: string | null;
        };
        /** @description How many of those that have not ended wait for what, at this moment; the others are at work, or wait for their turn, their wave, or the job itself. */
        BulkWaits: {
            /** @description Their maintenance window is closed, or a blackout holds. */
            window: number;
            /** @description Another job works on them. */
            resource: number;
            /** @description Somebody has their credential checked out. */
            check_out: number;
            /** @description Another job works on the account that sets them. */
            reconcile_account: number;
            /** @description As many are at work on their device as are allowed. */
            device: number;
            /** @description As many are at work on their platform as are allowed. */
            platform: number;
        };
        /** @description How the resources of a job by a plan stand; together they are all of them. */
        BulkCounts: {
            /** @description Not ended yet. */
            queued: number;
            /** @description Done. */
            succeeded: number;
            /** @description Not done, or undone. */
            failed: number;
            /** @description The answer of the target was lost; the next operation settles it. */
            unknown: number;
            /** @description Not begun. */
            canceled: number;
        };
        /**
         * @description SHA-256, in base64.
         * @example 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
         */
        Hash: string;
        /** @description A signed size and root of a log's tree. */
        Checkpoint: {
            /** @description Name of the log and of its key. */
            origin: string;
            /** @description How many records the tree holds. */
            size: number;
            root_hash: components["schemas"]["Hash"];
            /**
             * Format: date-time
             * @description When it was published.
             */
            created_at: string;
            /** @description The signed note, with the lines of witnesses. */
            checkpoint: string;
            /** @description Which witnesses have seen it. */
            cosignatures: {
                /** @description Name of the witness's key. */
                witness: string;
                /** @description The key, as Go's note package writes it. */
                vkey: string;
                /**
                 * Format: date-time
                 * @description When it has seen it, as it says.
                 */
                witnessed_at: string;
                /**
                 * Format: date-time
                 * @description When the cosignature came.
                 */
                received_at: string;
            }[];
        };
        /** @description A page of checkpoints. */
        CheckpointPage: {
            /** @description The newest first. */
            checkpoints: components["schemas"]["Checkpoint"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description The state of an organization's log. */
        Ledger: {
            /**
             * @description `starting`: no worker has opened the log yet. `stalled`: records wait for more than a minute: no worker runs, or the log cannot go on; the worker's log says why. `refused`: it is not signed any more, see `refusal`.
             * @enum {string}
             */
            state: "starting" | "current" | "stalled" | "refused";
            /** @description Name of the log. */
            origin: string | null;
            /** @description The public key that signs now, as Go's note package writes it. */
            vkey: string | null;
            /** @description All keys whose signatures checkpoints carry, the newest first. */
            vkeys: string[];
            /** @description How many records the tree holds. */
            size: number;
            root_hash: components["schemas"]["Hash"];
            /** @description How many committed records wait to be put into the tree. */
            pending: number;
            /** @description For how long the oldest of them waits, in ms. */
            oldest_pending_ms: number | null;
            /** @description Size of the newest checkpoint. */
            published_size: number;
            /**
             * Format: date-time
             * @description When it was signed.
             */
            published_at: string | null;
            /** @description Records below this index may have been deleted under the retention policy. */
            pruned_size: number;
            /** @description Why the log is not signed; null where it is. */
            refusal: components["schemas"]["LedgerRefusal"] | null;
            /** @description The platform's log, which holds the checkpoints of all organizations. */
            platform: {
                /** @description Its name. */
                origin: string | null;
                /** @description Its public key. */
                vkey: string | null;
                /** @description Size of its newest checkpoint. */
                published_size: number;
                /**
                 * Format: date-time
                 * @description When that was signed.
                 */
                published_at: string | null;
                /** @description Why it is not signed; null where it is. */
                refusal: components["schemas"]["LedgerRefusal"] | null;
            };
        };
        /** @description A worker has signed, or seen signed, what the database does not go on from. */
        LedgerRefusal: {
            /**
             * @description What is wrong.
             * @enum {string}
             */
            code: "database_older_than_checkpoint" | "history_differs_from_checkpoint" | "name_not_given";
            /** @description Size of the last checkpoint that the worker knows. */
            signed_size: number;
            /** @description Size of the tree that the database held. */
            found_size: number;
            /**
             * Format: date-time
             * @description When it was noticed.
             */
            noticed_at: string;
        };
        /** @description Proves that a leaf is in a log. Bytes are in base64. */
        InclusionProof: {
            /** @description Id of the audit record; of the checkpoint where the log is the platform's. */
            event_id: string;
            /** @description The leaf: canonical JSON (RFC 8785) of the record. null where the record was pruned. */
            leaf: string | null;
            leaf_hash: components["schemas"]["Hash"];
            /** @description Where it is in the log. */
            leaf_index: number;
            /** @description Size of the tree that it is proven for. */
            tree_size: number;
            root_hash: components["schemas"]["Hash"];
            /** @description The path from the leaf to the root. */
            hashes: components["schemas"]["Hash"][];
            /** @description The signed note over that tree. */
            checkpoint: string;
            /** @description What the leaf holds as digests only (RFC 9901): names, addresses, reasons. Empty where they were erased. */
            disclosures: string[];
        };
        /** @description The record is not under a checkpoint yet. */
        ProofPending: {
            /** @description Id of the record. */
            event_id: string;
            /**
             * @description It will be.
             * @enum {string}
             */
            status: "pending";
        };
        /** @description Proves that one tree goes on from another. */
        ConsistencyProof: {
            /** @description Size of the older tree. */
            from: number;
            /** @description Size of the younger tree. */
            to: number;
            from_root_hash: components["schemas"]["Hash"];
            to_root_hash: components["schemas"]["Hash"];
            /** @description The proof. */
            hashes: components["schemas"]["Hash"][];
            /** @description The signed note of that size, where one was published. */
            from_checkpoint: string | null;
            /** @description The signed note of that size, where one was published. */
            to_checkpoint: string | null;
        };
        /** @description One proof and the keys to check it with. */
        ProofCheck: {
            /** @description Public keys of the log, one a line, 20 at most, as `npm run ledger -- vkeys` prints them; lines that begin with `#` are skipped. It is enough that one of them has signed, so that checkpoints from before and after a change of keys can be checked by the same text. */
            vkey: string;
            /** @description An inclusion proof. */
            inclusion?: {
                /** @description Not looked at. */
                event_id?: string;
                /** @description The leaf; where it is given, its hash is checked. */
                leaf?: string | null;
                leaf_hash: components["schemas"]["Hash"];
                /** @description Where it is said to be. */
                leaf_index: number;
                /** @description Where it is given, it must be the checkpoint's. */
                tree_size?: number;
                root_hash?: components["schemas"]["Hash"];
                /** @description The path from the leaf to the root. */
                hashes: components["schemas"]["Hash"][];
                /** @description The signed note. */
                checkpoint: string;
                /** @description Their digests must be in the leaf. */
                disclosures?: string[];
            };
            /** @description A consistency proof between two checkpoints. */
            consistency?: {
                /** @description Where it is given, it must be the checkpoint's. */
                from?: number;
                /** @description Where it is given, it must be the checkpoint's. */
                to?: number;
                from_root_hash?: components["schemas"]["Hash"];
                to_root_hash?: components["schemas"]["Hash"];
                /** @description The proof. */
                hashes: components["schemas"]["Hash"][];
                /** @description The older signed note. */
                from_checkpoint: string;
                /** @description The younger signed note. */
                to_checkpoint: string;
            };
        };
        /** @description Whether the proof holds. */
        ProofVerdict: {
            /** @description Everything that was handed in fits together. */
            valid: boolean;
            /** @description What does not; empty where it is valid. */
            problems: string[];
        };
        /** @description A cosigned checkpoint. */
        CosignatureRequest: {
            /** @description The note with the line of the witness; other lines are not looked at. */
            checkpoint: string;
            /** @description Key of the witness (algorithm 4), as Go's note package writes it. */
            vkey: string;
        };
        /**
         * Format: date-time
         * @description RFC 3339 with upper-case `T` and `Z`; leap seconds (`:60`) are not known.
         * @example 2026-05-06T13:20:13Z
         */
        TimeBound: string;
        /** @description Who did what to what, under which control, with which result. */
        AuditEvent: {
            /**
             * Format: date-time
             * @description When it was recorded. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            timestamp: string;
            /**
             * @description Name of who did it.
             * @example admin
             */
            actor: string;
            /**
             * @description Kind of the object.
             * @example resource
             */
            target_type: string;
            /**
             * @description Id of the object; null where the operation concerns none in particular.
             * @example 42
             */
            target_id: number | string | null;
            /**
             * @description What was done.
             * @example verify
             */
            operation: string;
            /**
             * @description `intended`: asked for, the outcome follows in a record of its own. `unknown`: neither success nor failure is known.
             * @enum {string}
             */
            status: "intended" | "succeeded" | "failed" | "denied" | "unknown";
            /**
             * @description Ties the request, its audit record, its job and the log lines together: `evt_` and a ULID, or what the client sent in `X-Correlation-Id`.
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            correlation_id: string;
            /**
             * @description Id of this record.
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            event_id: string;
            /**
             * @description Kind of who did it.
             * @enum {string}
             */
            actor_type: "user" | "application" | "system" | "anonymous";
            /** @description Id of who did it. */
            actor_id: number | null;
            /** @description Organization that the actor belongs to; another than this one for guests. null = none. */
            actor_organization_id: number | null;
            /** @description Scope in which the object lay then; null = the organization as a whole, or not known. */
            scope_id: number | null;
            /**
             * @description How the actor was authenticated.
             * @example basic
             */
            authentication: string;
            /** @description Address that the request came from. */
            address: string | null;
            /**
             * @description The permission that decided.
             * @example resource:verify
             */
            permission: string | null;
            /** @description Stable code of the refusal or failure. */
            code: string | null;
            /** @description Why: as whoever asked gave it. For what Capstan does by itself, the reason of the policy or of the operator. Null where none was given, or where it was erased with a person. */
            reason: string | null;
            /**
             * @description What was changed or answered, in Capstan's own words: ids, settings, numbers. It names no person, and stays when one is erased. Null where operation, target and status say all, and in records from before this field.
             * @example changed: address, port; address: 192.0.2.4 -> 192.0.2.5; port: 22 -> 2222
             */
            change: string | null;
            /**
             * @description Ticket of the change or incident system, as the requester gave it.
             * @example CHG-1042
             */
            ticket_id: string | null;
            /** @description The job that it belongs to. */
            job_id: number | null;
            /** @description W3C trace id of the request. */
            trace_id: string | null;
            /** @description The resource that it concerns. */
            resource_id: number | null;
            /** @description The approval that it rests on. */
            approval_id: number | null;
            /** @description The session in which it happened. */
            session_id: string | null;
            /** @description What the effective policy said, where one was asked. */
            policy: components["schemas"]["PolicyDecision"] | null;
        };
        /** @description The rules that a policy sets; unknown ones are refused. */
        PolicyRules: {
            /** @description Whether whoever asks to rotate, reconcile, connect, check out or retrieve says why. */
            reason_required?: boolean;
            /** @description Whether they name a ticket; with `pattern`: one like this. */
            ticket_required?: boolean | {
                /**
                 * @description A regular expression in the syntax of RE2; it must match the whole ticket id.
                 * @example CHG-[0-9]{5}
                 */
                pattern: string;
            };
            /** @description Whether access needs a resource in status `verified`; with `max_age_hours`: one that was verified as lately. */
            verification_required?: boolean | {
                /** @description In hours. */
                max_age_hours: number;
            };
            /** @description Whether sessions may be opened; without this rule nobody may. */
            connect_allowed?: boolean;
            /** @description How long a session may last at most. */
            session_max_minutes?: number;
            /** @description Without input for so long, a session ends; without this rule after 15 minutes. */
            session_idle_minutes?: number;
            /** @description Whether sessions are recorded, and end where that fails; without this rule they are. */
            session_recording?: boolean;
            /** @description Whether what is typed is recorded as well, passwords among it; without this rule it is not. */
            session_input_recording?: boolean;
            /** @description What may be done in a session over SSH; without this rule `shell` and `exec`. Whoever may give commands can also move files by them, which is not seen as a transfer; `upload` and `download` are SFTP and scp, each file with its SHA-256 on record. `agent_forward` (`ssh -A`) lets programs at the target sign with the keys in the SSH agent of whoever works there, for as long as the session lives, each time on record: whoever is root there can as well. */
            session_activities?: ("shell" | "exec" | "upload" | "download" | "agent_forward")[];
            /** @description Where clients may have the target connect to (`ssh -L`); without this rule nowhere. What passes there is not recorded. */
            session_forwards?: string[];
            /** @description What is done about a command, or a statement of SQL, in which a pattern is found; of several rules the first one counts, and what none names passes. A guard against accidents and not a boundary: what can be written in one way can be written in another. */
            session_command_rules?: {
                /**
                 * @description Shown to whoever gives the command, and kept in the audit log.
                 * @example no-reboot
                 */
                name: string;
                /**
                 * @description A regular expression in the syntax of RE2, found anywhere; `(?i)` for any case.
                 * @example (?i)\b(shutdown|reboot)\b
                 */
                pattern: string;
                /**
                 * @description `allow`: passes, whatever later rules say. `alert`: passes, with a record of its own. `block`: does not reach the target. `ask`: reaches the target only if a moderator who is there allows it in time.
                 * @enum {string}
                 */
                action: "allow" | "alert" | "block" | "ask";
                /** @description Of `ask`: how long it waits for the answer of a moderator; without this 60 seconds. */
                answer_seconds?: number;
            }[];
            /** @description Whether nothing happens in a session while no moderator is there (`POST /v1/connect/sessions/{id}/moderate`); without this rule nobody has to be. Over SSH a moderated session is a shell in a terminal, and nothing else. */
            session_moderated?: boolean | {
                /**
                 * @description How long a moderator is waited for, before anything is opened; then the session ends.
                 * @default 15
                 */
                wait_minutes?: number;
                /**
                 * @description What follows when the last one leaves; input rests at once. `end`: after `grace_seconds` the session ends. `pause`: it rests until one is there again, or its time is over.
                 * @default end
                 * @enum {string}
                 */
                on_leave?: "end" | "pause";
                /**
                 * @description Of `end`: how long input rests before the session ends.
                 * @default 60
                 */
                grace_seconds?: number;
            };
            /** @description Whether the credential is rotated when a session ends; without this rule it is not. */
            rotate_after_session?: boolean;
            /** @description Whether secrets may be checked out; without this rule nobody may. */
            checkout_allowed?: boolean;
            /** @description How long a check-out may last at most. */
            checkout_max_minutes?: number;
            /** @description The age at which a credential is due for rotation. */
            rotation_interval_days?: number;
            /** @description Whether a credential is rotated when a check-out ends. */
            rotate_after_checkout?: boolean;
            /** @description After how many days without a login an account is stale; without this rule after 90. */
            stale_account_days?: number;
            /** @description Which operations need the consent of others; empty = none, whatever is bound further up. `bulk_…` is a plan over many resources; where a policy has none of these, the rule for one resource holds for plans, too. */
            approvals?: {
                verify?: components["schemas"]["ApprovalRule"];
                rotate?: components["schemas"]["ApprovalRule"];
                reconcile?: components["schemas"]["ApprovalRule"];
                connect?: components["schemas"]["ApprovalRule"];
                checkout?: components["schemas"]["ApprovalRule"];
                retrieve?: components["schemas"]["ApprovalRule"];
                bulk_verify?: components["schemas"]["ApprovalRule"];
                bulk_rotate?: components["schemas"]["ApprovalRule"];
                bulk_reconcile?: components["schemas"]["ApprovalRule"];
            };
            /** @description When targets may be changed; without this rule always. */
            maintenance_windows?: components["schemas"]["MaintenanceWindow"][];
            /** @description When they may not, whatever the windows say; empty = never, whatever is bound further up. */
            blackouts?: components["schemas"]["Blackout"][];
            /** @description How many operations may run on one device at once; the platform's own bound holds as well. */
            max_parallel_per_device?: number;
            /** @description With how many resources a bulk run begins, before the rest: the larger of both bounds. */
            canary?: {
                /** @description As a number. */
                count?: number;
                /** @description As a share of the plan. */
                percent?: number;
            };
            /** @description How much may fail before a bulk run pauses and asks; each bound counts by itself. */
            failure_budget?: {
                /** @description Items in all. */
                count?: number;
                /** @description Share of the whole job; unless it is 0, one may fail however few there are. */
                percent?: number;
                /** @description The same of one wave, as a share of that. */
                wave_percent?: number;
                /** @description Items on one device. */
                per_device?: number;
            };
        };
        /** @description Whose consent is needed. */
        ApprovalRule: {
            /** @description How many people must consent. */
            quorum: number;
            /**
             * @description Whose members may; empty = whoever may decide on approvals there.
             * @default []
             */
            approver_group_ids?: number[];
            /** @description The same by the names of active groups, in place of `approver_group_ids`; so policy sets show them. */
            approver_groups?: string[];
            /**
             * @description Whether each consent must come from another of the groups.
             * @default false
             */
            distinct_groups?: boolean;
            /**
             * @description How long the request waits; then it has expired.
             * @default 1440
             */
            expires_after_minutes?: number;
            /**
             * @description Who may consent as well after a while; null = nobody.
             * @default null
             */
            escalation?: {
                /** @description From the request on. */
                after_minutes: number;
                /** @description Groups whose members may consent from then on. */
                group_ids?: number[];
                /** @description The same by the names of active groups, in place of `group_ids`; so policy sets show them. */
                groups?: string[];
            } | null;
        };
        /** @description Days and local times, every week. */
        MaintenanceWindow: {
            /** @description On which it opens. */
            days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
            /**
             * @description When it opens.
             * @example 22:00
             */
            start: string;
            /**
             * @description When it closes; on the next day where that is not after `start`.
             * @example 04:00
             */
            end: string;
            /**
             * @description Of the IANA time zone database.
             * @example Europe/Berlin
             */
            time_zone: string;
        };
        /** @description A stretch of time in which no target is changed. */
        Blackout: {
            /**
             * Format: date-time
             * @description RFC 3339.
             */
            from: string;
            /**
             * Format: date-time
             * @description RFC 3339; after `from`.
             */
            until: string;
            /**
             * @description What it is for.
             * @default null
             */
            note?: string | null;
        };
        /** @description A policy in its present version. */
        Policy: {
            /** @description Id of the policy. */
            id: number;
            /**
             * @description Unique in the organization.
             * @example Production Linux privileged access
             */
            name: string;
            /**
             * @description What it is for.
             * @example Requires a reason and verification for production accounts.
             */
            description: string | null;
            /**
             * @description Whether it governs what it is bound to.
             * @enum {string}
             */
            status: "active" | "inactive";
            /** @description Grows by one with each change of rules or conditions. */
            version: number;
            rules: components["schemas"]["PolicyRules"];
            /** @description Operations for which `approvals` wants more people than the groups that it names have active members at present, those of its escalation counted in. Told where one policy is saved or read; left out in lists. */
            undecidable?: components["schemas"]["ApprovableOperation"][];
            /**
             * @description Cedar policies that forbid, over the schema of docs/policies.md; null = none. `@reason("…")` says why.
             * @example @reason("root by hand") forbid(principal, action == Action::"rotate", resource) when { resource.username == "root" };
             */
            conditions: string | null;
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             */
            updated_at: string;
            /** @description The audit record of the last change. */
            last_event_id: string;
        };
        /** @description A policy to create. */
        NewPolicy: {
            /**
             * @description Unique in the organization.
             * @example Production Linux privileged access
             */
            name: string;
            /**
             * @description What it is for.
             * @example Requires a reason and verification for production accounts.
             */
            description?: string | null;
            rules: components["schemas"]["PolicyRules"];
            /**
             * @description Cedar policies that forbid, over the schema of docs/policies.md; null = none. `@reason("…")` says why.
             * @example @reason("root by hand") forbid(principal, action == Action::"rotate", resource) when { resource.username == "root" };
             */
            conditions?: string | null;
        };
        /** @description What to change; what is left out stays, null empties. */
        PolicyChanges: {
            /**
             * @description Unique in the organization.
             * @example Production Linux privileged access
             */
            name?: string;
            /**
             * @description What it is for.
             * @example Requires a reason and verification for production accounts.
             */
            description?: string | null;
            rules?: components["schemas"]["PolicyRules"];
            /**
             * @description Cedar policies that forbid, over the schema of docs/policies.md; null = none. `@reason("…")` says why.
             * @example @reason("root by hand") forbid(principal, action == Action::"rotate", resource) when { resource.username == "root" };
             */
            conditions?: string | null;
        };
        /** @description A page of policies. */
        PolicyPage: {
            /** @description The objects of this page. */
            policies: components["schemas"]["Policy"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description What a policy said from then on. */
        PolicyVersion: {
            /** @description Id of the policy. */
            policy_id: number;
            /** @description Number of the version. */
            version: number;
            rules: components["schemas"]["PolicyRules"];
            /**
             * @description Cedar policies that forbid, over the schema of docs/policies.md; null = none. `@reason("…")` says why.
             * @example @reason("root by hand") forbid(principal, action == Action::"rotate", resource) when { resource.username == "root" };
             */
            conditions: string | null;
            /**
             * Format: date-time
             * @description When it was written. RFC 3339, UTC.
             */
            created_at: string;
            /** @description The audit record of that; it says who wrote it. */
            last_event_id: string;
        };
        /** @description A page of versions. */
        PolicyVersionPage: {
            /** @description The objects of this page. */
            versions: components["schemas"]["PolicyVersion"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description Where a policy holds. */
        PolicyBinding: {
            /** @description Id of the binding. */
            id: number;
            /** @description Id of the policy. */
            policy_id: number;
            /**
             * @description What it is bound to.
             * @enum {string}
             */
            target_type: "scope" | "resource";
            /** @description Id of the scope or resource. */
            target_id: number;
            /** @description Whether it holds at present: binding and policy are active. */
            effective: boolean;
            /**
             * @description Whether it was ended.
             * @enum {string}
             */
            status: "active" | "inactive";
            /**
             * Format: date-time
             * @description When it was created. RFC 3339, UTC.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed. RFC 3339, UTC.
             */
            updated_at: string;
            /** @description The audit record of the last change. */
            last_event_id: string;
        };
        /** @description A policy to bind. */
        NewPolicyBinding: {
            /** @description Id of the policy. */
            policy_id: number;
            /**
             * @description What it is to be bound to.
             * @enum {string}
             */
            target_type: "scope" | "resource";
            /** @description Id of the scope or resource. */
            target_id: number;
        };
        /** @description A page of policy bindings. */
        PolicyBindingPage: {
            /** @description The objects of this page. */
            policy_bindings: components["schemas"]["PolicyBinding"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description A binding, with the policy that it binds. */
        BindingReference: {
            /** @description Id of the binding. */
            binding_id: number;
            /** @description Id of the policy. */
            policy_id: number;
            /** @description Name of the policy. */
            policy_name: string;
            /** @description Version of the policy. */
            version: number;
            /**
             * @description What it is bound to.
             * @enum {string}
             */
            target_type: "scope" | "resource";
            /** @description Id of the scope or resource. */
            target_id: number;
        };
        /** @description What holds for a resource, or for the scope of protected information. */
        EffectivePolicy: {
            /** @description Id of the resource; null where it is about protected information. */
            resource_id: number | null;
            /** @description The policy that is bound nearest; null = none is. */
            policy_id: number | null;
            /** @description Those that some binding sets. */
            rules: {
                /** @description Its name. */
                rule: string;
                /** @description Its value, as in the policy. */
                value: unknown;
                from: components["schemas"]["BindingReference"];
                /** @description Bindings further up that set it as well, the nearest first. */
                overrides: components["schemas"]["BindingReference"][];
            }[];
            /** @description All that hold, the nearest first. Conditions of all of them count. */
            bindings: components["schemas"]["BindingReference"][];
            /** @description Whether targets may be changed now. */
            maintenance: {
                /** @description Whether it is so. */
                open: boolean;
                /**
                 * @description Why not.
                 * @enum {string|null}
                 */
                closed_by: "maintenance_windows" | "blackouts" | null;
                /**
                 * Format: date-time
                 * @description When they may next; null = not in sight.
                 */
                opens_at: string | null;
                /**
                 * Format: date-time
                 * @description Until when they may; null = no end in sight.
                 */
                closes_at: string | null;
            };
        };
        /** @description A request that nobody makes, or a draft that nobody has saved. */
        PolicyQuestion: {
            /**
             * @description What would be asked for; of a draft left out: all of them.
             * @enum {string}
             */
            operation?: "verify" | "rotate" | "reconcile" | "connect" | "checkout" | "retrieve";
            /** @description Of the request. Id of the resource. */
            resource_id?: number;
            /** @description Of the request. Id of the protected information. */
            information_id?: number;
            /** @description Who would make the request; left out, the caller. Exactly one of `id` and `public_id` is given, and none where Capstan does something by itself. */
            as?: {
                /**
                 * @description `system`: Capstan itself, as when it rotates what is due by policy.
                 * @enum {string}
                 */
                type: "user" | "application" | "system";
                /** @description Id of a user or application of this organization. */
                id?: number;
                /** @description Public id of a user (`usr_…`), or client id of an application, of any organization. */
                public_id?: string;
            };
            /** @description How it would be proven who that is. Left out: as this request was where the caller asks as itself, `basic` for another user, `oauth2_client_credentials` for another application. */
            authentication?: components["schemas"]["AuthenticationMethod"];
            /**
             * @description Where it would come from. Left out: from where this request does where the caller asks as itself, and from nowhere that is known otherwise.
             * @example 10.1.2.3
             */
            address?: string;
            /**
             * @description Of a draft. How many changes a page tells, and up to 4 more, so that all of one resource are told together; 0 = none, counts alone.
             * @default 100
             */
            limit?: number;
            /** @description Of a draft. Where the page begins: `next_cursor` of the page before, of the same question; the other members stay as they were. */
            cursor?: string;
            /** @description Of the request. */
            reason?: string | null;
            /** @description Of the request. */
            ticket_id?: string | null;
            /** @description Of the request. How long a session or check-out would last. */
            minutes?: number | null;
            /**
             * Format: date-time
             * @description Of the request. When it would be made; default = now. RFC 3339.
             */
            at?: string;
            /**
             * @description Of the request. As part of a plan over many resources.
             * @default false
             */
            bulk?: boolean;
            /** @description A policy that is not saved. With `policy_id` it stands for the next version of that policy, wherever that is bound; with `target_type` and `target_id` it is bound there as well. One of both is needed. The facts of the request are those that requests would bring. */
            draft?: {
                /** @description The policy whose next version it would be. */
                policy_id?: number;
                rules: components["schemas"]["PolicyRules"];
                /**
                 * @description Cedar policies that forbid, over the schema of docs/policies.md; null = none. `@reason("…")` says why.
                 * @example @reason("root by hand") forbid(principal, action == Action::"rotate", resource) when { resource.username == "root" };
                 */
                conditions?: string | null;
                /**
                 * @description What it would be bound to.
                 * @enum {string}
                 */
                target_type?: "scope" | "resource";
                /** @description Id of the scope or resource. */
                target_id?: number;
            };
        };
        /** @description What the policies say. Of a request `verdict`, of a draft `impact`; the other one is null. */
        PolicyEvaluation: {
            /** @description Of a request. */
            verdict: components["schemas"]["PolicyVerdict"] | null;
            /** @description Of a draft. */
            impact: components["schemas"]["PolicyImpact"] | null;
            /** @description The facts that it was decided by, beside those that the question names. */
            asked: {
                /** @description Who would make the request; null = Capstan itself. */
                as: components["schemas"]["AccessSubject"] | null;
                /** @description How that was proven; `none` of Capstan itself. */
                authentication: string;
                /** @description Where it would come from; null = not known. */
                address: string | null;
                /**
                 * Format: date-time
                 * @description When. RFC 3339, UTC.
                 */
                at: string;
            };
        };
        /** @description What a draft would change. All numbers are of this page and those before it. */
        PolicyImpact: {
            /** @description How many resources were looked at. */
            resources: number;
            /** @description How much protected information was. */
            information: number;
            /** @description How much of both there was to look at when the first page was asked for. */
            total: number;
            /** @description For how many of those that were looked at something changes. */
            affected: number;
            /** @description How many changes of each kind there were; kinds that did not come up are left out. */
            counts: {
                /** @description Which operation. */
                operation: string;
                before: components["schemas"]["PolicyDecisionWord"];
                after: components["schemas"]["PolicyDecisionWord"];
                /** @description How many. */
                count: number;
            }[];
            /** @description What would be decided differently, or by the consent of others, of this page: resources by id, then protected information. */
            changed: {
                /** @description Id of the resource; null where it is protected information. */
                resource_id: number | null;
                /** @description Id of the protected information; null where it is a resource. */
                information_id: number | null;
                /** @description Which operation. */
                operation: string;
                before: components["schemas"]["PolicyDecisionWord"];
                after: components["schemas"]["PolicyDecisionWord"];
                /** @description Why. */
                reasons: string[];
                /** @description Whose consent it needs today; null = nobody's. */
                approval_before: components["schemas"]["ApprovalRule"] | null;
                /** @description Whose consent it would need. */
                approval_after: components["schemas"]["ApprovalRule"] | null;
            }[];
            /** @description Hand it in as `cursor`, with the same question, to go on; null where all was looked at. */
            next_cursor: string | null;
        };
        /**
         * @description `needs_approval`: it waits for the consent of others.
         * @enum {string}
         */
        PolicyDecisionWord: "allowed" | "refused" | "needs_approval";
        /** @description What a request would get. */
        PolicyVerdict: {
            decision: components["schemas"]["PolicyDecisionWord"];
            /** @description Which rules refuse it, or want consent. */
            reasons: {
                /** @description Its name; `conditions` for Cedar. */
                rule: string;
                /** @description What it says. */
                detail: string;
                /** @description The field of the request that would mend it. */
                field: string | null;
                /** @description The binding that it comes from; null = it holds where nothing is bound. */
                from: components["schemas"]["BindingReference"] | null;
            }[];
            /** @description Whose consent it needs. */
            approval: components["schemas"]["ApprovalRule"] | null;
            effective: components["schemas"]["EffectivePolicy"];
        };
        /** @description What a policy is bound to; one of the two. */
        PolicySetTarget: {
            /**
             * @description Path of names from the root down; `/` is the root itself. A slash in a name is written `~1`, a tilde `~0`.
             * @example /production/linux
             */
            scope?: string;
            /**
             * @description Public id of the resource.
             * @example res_01hx3n8q5w6m7r9t2v4y6z8b0c
             */
            resource?: string;
        };
        /** @description A policy, and what it is bound to. */
        PolicySetEntry: {
            /**
             * @description Unique in the set.
             * @example production
             */
            name: string;
            /**
             * @description What it is for.
             * @default null
             */
            description?: string | null;
            rules: components["schemas"]["PolicyRules"];
            /**
             * @description Cedar policies that forbid; null = none.
             * @default null
             */
            conditions?: string | null;
            /** @description What it is bound to. */
            bindings: components["schemas"]["PolicySetTarget"][];
        };
        /** @description All policies that are in force, by name. */
        PolicySet: {
            /** @description The policies. */
            policies: components["schemas"]["PolicySetEntry"][];
        };
        /** @description What the policies are to be. */
        PolicySetRequest: {
            /** @description Whether the plan alone is wanted. */
            dry_run: boolean;
            /** @description Of the plan that is to be carried out; needed without `dry_run`. */
            plan_digest?: string;
            /** @description Names the affected resources after this one, as `next_resources_after` of an answer to the same set says. */
            resources_after?: number;
            /** @description All that are to be in force; names are unique. */
            policies: components["schemas"]["PolicySetEntry"][];
        };
        /** @description What changes. */
        PolicySetPlan: {
            /** @description SHA-256 in base64url over the set, the changes and the versions that they start from. */
            digest: string;
            /** @description Whether it was carried out. */
            applied: boolean;
            /** @description How many resources lie where something changes. */
            affected_resources: number;
            /** @description Those of them that the caller may see, by id, a hundred at a time. */
            resources: {
                /** @description Id of the resource. */
                resource_id: number;
                /** @description As sets name it. */
                public_id: string;
                /** @description Its name. */
                name: string;
            }[];
            /** @description To be handed in as `resources_after` for the next hundred; null = these were the last. */
            next_resources_after: number | null;
            /** @description In the order in which they are carried out; empty where the set is in force already. */
            changes: {
                /**
                 * @description What is done.
                 * @enum {string}
                 */
                action: "unbind" | "deactivate" | "create" | "change" | "activate" | "bind";
                /** @description Name of the policy. */
                policy: string;
                /** @description Of `bind` and `unbind`. */
                target: components["schemas"]["PolicySetTarget"] | null;
                /** @description For people. */
                detail: string;
            }[];
        };
        /** @description Which policy decided, how, and why. */
        PolicyDecision: {
            /** @description Id of the policy. */
            policy_id: number;
            /** @description Version of the policy. */
            version: number;
            /**
             * @description What it came to.
             * @enum {string}
             */
            decision: "allowed" | "refused" | "needs_approval";
            /** @description The rules behind it, in words. */
            reasons: string[];
        };
        /** @description A page of the audit log, newest first. */
        AuditPage: {
            /** @description The objects of this page. */
            events: components["schemas"]["AuditEvent"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /**
         * @description `debug`: steps that wait for their turn; `info`: what went as it should; `warn`: a step, call or delivery that failed or was cut off; `error`: a process lacks something that it needs, or somebody has to see to something.
         * @enum {string}
         */
        EventLevel: "debug" | "info" | "warn" | "error";
        /**
         * @description `out_of_sync`: no stored secret is known to log in; `unmanaged_privileged_account`: a privileged account of a device has no resource; `new_privileged_account`: one has appeared since an earlier look; `privileges_changed`, `keys_changed`: the account has other privileges, or lets in other SSH keys, than at an earlier look; `account_gone`: that of the resource is not on the device any more; `stale_account`: nobody has logged in for long; `break_glass_used`: an emergency waits for its review; `approval_unreviewed`: one was reviewed by nobody in time; `recording_missing`: a session has no whole recording; `policy_drift`: something stands that the policy does not allow, or it lacks what the policy needs; `rotation_due`: the secret is older than the policy allows; `verification_stale`: it was last proven too long ago; `policy_coverage`: no policy holds; `weak_password_age`: no policy says how old it may become, and it is older than a year; `shared_key`: others have the same key.
         * @enum {string}
         */
        Signal: "out_of_sync" | "unmanaged_privileged_account" | "new_privileged_account" | "privileges_changed" | "keys_changed" | "account_gone" | "break_glass_used" | "approval_unreviewed" | "recording_missing" | "policy_drift" | "rotation_due" | "verification_stale" | "policy_coverage" | "stale_account" | "weak_password_age" | "shared_key";
        /**
         * @description How serious it is; a finding takes 5, 15, 40 or 100 points from its resource or device.
         * @enum {string}
         */
        Severity: "low" | "medium" | "high" | "critical";
        /**
         * @description `accepted`: left as it is until a day, with the consent of somebody else; `resolved`: a look has not found it any more.
         * @enum {string}
         */
        FindingStatus: "open" | "accepted" | "resolved";
        /** @description Something about a resource, or an account of a device, that is not as it should be. */
        Finding: {
            /** @description Id of the finding. */
            id: number;
            signal: components["schemas"]["Signal"];
            /** @description Which one, where a resource can have several of the signal: `session:acs_…`, `approval:7`, `device:3 account:app`; otherwise empty. */
            subject: string;
            severity: components["schemas"]["Severity"];
            status: components["schemas"]["FindingStatus"];
            /** @description What it takes from its resource or device now, before the bound of 100 in all; 0 unless it is open. */
            points: number;
            /** @description Where the resource lies, or else the device. */
            scope_id: number;
            /** @description What it is about; null: an account of the device that no resource manages. */
            resource_id: number | null;
            /** @description The device of that. */
            device_id: number;
            /** @description Name of the account on the device that was looked at; null: it is about the resource itself. */
            account: string | null;
            /** @description What the signal means. */
            means: string;
            /** @description What makes it go away. */
            remedy: string;
            /** @description Ids, times, numbers and names of accounts that show it: which binding of which policy says so, since when, what of. */
            evidence: {
                [key: string]: string | number | null;
            };
            /**
             * Format: date-time
             * @description From when on it was so, as its facts say.
             */
            since: string;
            /**
             * Format: date-time
             * @description When it was first found.
             */
            first_seen_at: string;
            /**
             * Format: date-time
             * @description When it was last looked at and so, to the hour.
             */
            last_seen_at: string;
            /**
             * Format: date-time
             * @description When it was found to be gone.
             */
            resolved_at: string | null;
            /** @description How often it came back. */
            reopened: number;
            /** @description Who sees to it. */
            owner_user_id: number | null;
            /** @description That it is left as it is; null: nobody has asked for that. */
            acceptance: components["schemas"]["FindingAcceptance"] | null;
            /** @description The job that was last asked for to make it go; null: there is none since it was found. */
            remedy_job: components["schemas"]["FindingRemedy"] | null;
            /**
             * Format: date-time
             * @description When it was first found.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its status, owner or acceptance last changed.
             */
            updated_at: string;
            /** @description Audit record of that. */
            last_event_id: string;
        };
        /** @description A job that was asked for to make a finding go. */
        FindingRemedy: {
            /** @description Id of the job; it says who has asked. */
            job_id: number;
            /**
             * @description What it does.
             * @enum {string}
             */
            operation: "verify" | "rotate" | "reconcile";
            /**
             * @description How it stands.
             * @enum {string}
             */
            status: "queued" | "awaiting_approval" | "running" | "paused" | "succeeded" | "completed_with_errors" | "failed" | "canceled" | "timed_out";
            /** @description The request for the consent that it needs, or its review. */
            approval_id: number | null;
            /**
             * Format: date-time
             * @description When.
             */
            asked_at: string;
        };
        /** @description Which findings are to go. */
        FindingsRemedyRequest: {
            /**
             * @description What they are: those that an operation makes go.
             * @enum {string}
             */
            signal: "out_of_sync" | "rotation_due" | "verification_stale" | "weak_password_age";
            /** @description The scope at and below which they lie. */
            scope_id: number;
            severity?: components["schemas"]["Severity"];
            /** @description Kept with the job and in the audit log. Never put a secret here. */
            reason?: string;
            /** @description Change or incident that it belongs to. */
            ticket_id?: string;
            options?: components["schemas"]["PlanOptions"];
        };
        /** @description The job that was made, and the plan that it prepares. */
        FindingsRemedyAccepted: {
            /** @description Id of the job. */
            job_id: number;
            /** @description Id of the plan. */
            plan_id: number;
            /**
             * @description What the job does.
             * @constant
             */
            operation: "bulk_preflight";
            /**
             * @description Follow the job to see when the plan is ready.
             * @constant
             */
            status: "queued";
            /** @description For how many findings it is. */
            findings: number;
            /** @description How many are left for another plan. */
            left_over: number;
        };
        /** @description That a finding is left as it is until a day. */
        FindingAcceptance: {
            /**
             * Format: date-time
             * @description Then it is open again.
             */
            until: string;
            /** @description Why. */
            reason: string;
            /** @description Who has asked for it. */
            asked_by: string;
            /**
             * Format: date-time
             * @description When.
             */
            asked_at: string;
            /** @description Who has agreed; null: nobody yet. */
            agreed_by: string | null;
            /**
             * Format: date-time
             * @description When.
             */
            agreed_at: string | null;
        };
        /** @description For how long a finding is to be left as it is, and why. */
        FindingAcceptanceRequest: {
            /**
             * Format: date-time
             * @description At most a year from now.
             */
            until: string;
            /** @description Why. */
            reason: string;
        };
        /** @description What is to be another. */
        FindingChanges: {
            /** @description An active user of the organization; null: nobody in particular. */
            owner_user_id?: number | null;
        };
        /** @description A page of findings. */
        FindingPage: {
            /** @description The oldest first. */
            findings: components["schemas"]["Finding"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description How old an answer about posture is. */
        PostureAge: {
            /**
             * Format: date-time
             * @description All that had happened by then is in the answer; null: not everything was looked at yet.
             */
            as_of: string | null;
            /** @description Audit records that were not looked at yet. */
            behind: number;
        };
        /** @description How a scope stands. */
        ComplianceRating: {
            /** @description The scope. */
            scope_id: number;
            /**
             * @description The score in a word; `unrated`: there is nothing to rate.
             * @enum {string}
             */
            rating: "strong" | "fair" | "weak" | "critical" | "unrated";
            /** @description Mean of the points that its resources and devices have left, rounded down. */
            score: number | null;
            /** @description What is well and what is not, a word for each signal: `verification_current`, `rotation_overdue`. */
            signals: string[];
            /** @description Active resources that were rated. */
            resources: number;
            /** @description Active devices whose accounts were looked at: each is rated once more, for those that no resource manages. */
            devices: number;
            /** @description By all of them together; the score is 100 less this by their number. */
            points_lost: number;
            /** @description Open findings by signal. */
            findings: {
                [key: string]: number;
            };
            /** @description Open findings by severity. */
            severities: {
                [key: string]: number;
            };
            age: components["schemas"]["PostureAge"];
        };
        /** @description Where the points of a scope went. */
        ComplianceExplanation: {
            rating: components["schemas"]["ComplianceRating"];
            /** @description Resources and devices that have lost points, who has lost most first; their losses add up to `points_lost`. */
            resources: {
                /** @description Which one; null: it is a device. */
                resource_id: number | null;
                /** @description Which one; null: it is a resource. */
                device_id: number | null;
                /** @description Where it lies. */
                scope_id: number;
                /** @description The sum of its findings, 100 at most. */
                points_lost: number;
                /** @description What took them: the first hundred. */
                findings: {
                    /** @description Which one. */
                    id: number;
                    signal: components["schemas"]["Signal"];
                    severity: components["schemas"]["Severity"];
                    /** @description The account that it is about. */
                    account: string | null;
                    /** @description What it takes. */
                    points: number;
                }[];
            }[];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description A page of what is not as policies say. */
        PolicyDrift: {
            /** @description The scope. */
            scope_id: number;
            /** @description Over all pages. */
            drift_count: number;
            /** @description The oldest finding first. */
            items: {
                /** @description Which one. */
                resource_id: number;
                signal: components["schemas"]["Signal"];
                severity: components["schemas"]["Severity"];
                /** @description The finding. */
                finding_id: number;
                /**
                 * Format: date-time
                 * @description From when on it was so.
                 */
                since: string;
                /** @description What shows it. */
                evidence: {
                    [key: string]: string | number | null;
                };
            }[];
            age: components["schemas"]["PostureAge"];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description How a scope has stood, day by day. */
        ComplianceHistory: {
            /** @description The scope. */
            scope_id: number;
            /** @description The earliest first. */
            days: {
                /**
                 * Format: date
                 * @description Of UTC.
                 */
                day: string;
                /**
                 * @description The score in a word.
                 * @enum {string}
                 */
                rating: "strong" | "fair" | "weak" | "critical" | "unrated";
                /** @description Of that day. */
                score: number | null;
                /** @description Active resources. */
                resources: number;
                /** @description Active devices that were rated. */
                devices: number;
                /** @description By all of them. */
                points_lost: number;
                /** @description Open findings by signal. */
                findings: {
                    [key: string]: number;
                };
            }[];
        };
        /** @description What is different between two moments. */
        ComplianceDiff: {
            /** @description The scope. */
            scope_id: number;
            /**
             * Format: date-time
             * @description The earlier one.
             */
            from: string;
            /**
             * Format: date-time
             * @description The later one.
             */
            until: string;
            /** @description Findings that were not there before, over all pages. */
            new: number;
            /** @description Findings that are not there any more, over all pages. */
            gone: number;
            /** @description By their ids. */
            items: {
                /**
                 * @description What became of it.
                 * @enum {string}
                 */
                change: "new" | "gone";
                finding: components["schemas"]["Finding"];
            }[];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /**
         * @description `job.step`: an attempt at a step of a job ended; `connector.outcome`: a call at a target was answered, or was not made; `delivery`: something could not be sent to a system outside, or can be again; `health`: a process lost something that it needs, or has it again; `ledger`: a log stands still, or is not signed any more; `approval`: a request for consent waits (`asked`), can be met by nobody (`undecidable`), asks other people as well (`escalated`), or it or a review is `approved`, `expired`, `denied`, `withdrawn` or `revoked`; `break_glass.used`: somebody has gone past a policy in an emergency; `protected_information`: it expires soon (`expires_soon`), or has expired (`expired`); `discovery`: a look at the accounts of a device has ended; `access`: a check-out or session has ended, and its credential has not turned and will not by itself (`out_of_sync`); `finding`: one begins, is back, is resolved, or is accepted no longer.
         * @enum {string}
         */
        EventKind: "job.step" | "connector.outcome" | "delivery" | "health" | "ledger" | "approval" | "break_glass.used" | "discovery" | "protected_information" | "access" | "finding";
        /** @description Something that a process did or met. */
        OperationalEvent: {
            /**
             * @description Id of the event.
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            event_id: string;
            /**
             * Format: date-time
             * @description When it happened. RFC 3339, UTC.
             * @example 2026-05-06T13:20:13.000Z
             */
            timestamp: string;
            level: components["schemas"]["EventLevel"];
            kind: components["schemas"]["EventKind"];
            /**
             * @description Which process saw it.
             * @enum {string}
             */
            source: "api" | "worker";
            /**
             * @description What happened, for a person.
             * @example Step apply of job 502 succeeded: set by self
             */
            message: string;
            /**
             * @description Stable code of the failure.
             * @example unreachable
             */
            code: string | null;
            /** @description Scope that it belongs to; null = the organization as a whole, or not known. */
            scope_id: number | null;
            /** @description The resource that it concerns. */
            resource_id: number | null;
            /** @description The device that it concerns. */
            device_id: number | null;
            /** @description The job that it belongs to. */
            job_id: number | null;
            /**
             * @description Step of the job, as its timeline calls it.
             * @example apply
             */
            step: string | null;
            /**
             * @description The connector that made the call.
             * @example postgres
             */
            connector: string | null;
            /** @description How long it took; null where nothing was done. */
            duration_ms: number | null;
            /**
             * @description The same as in the request, its audit records and its log lines.
             * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
             */
            correlation_id: string | null;
            /**
             * @description What else is known: numbers, and texts of a few words. Names may be added.
             * @example {
             *       "call": "change",
             *       "effect": "applied",
             *       "credential_id": 7
             *     }
             */
            attributes: {
                [key: string]: string | number;
            };
        };
        /** @description A page of the operational log, newest first. */
        OperationalEventPage: {
            /** @description The objects of this page. */
            events: components["schemas"]["OperationalEvent"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description The process answers. */
        Health: {
            /**
             * @description Always `ok`.
             * @constant
             */
            status: "ok";
        };
        /** @description Whether the process can serve, part by part. */
        Readiness: {
            /**
             * @description Not ready as soon as one part is not.
             * @enum {string}
             */
            status: "ready" | "not_ready";
            /**
             * @description Part → `ok`, or why it is not ready.
             * @example {
             *       "mongodb": "ok",
             *       "temporal": "ok"
             *     }
             */
            checks: {
                [key: string]: string;
            };
        };
        /** @description What runs here. */
        Version: {
            /**
             * @description Name of the product.
             * @example capstan
             */
            name: string;
            /**
             * @description Its version.
             * @example 0.1.0
             */
            version: string;
            /**
             * @description Version of Node.js.
             * @example v20.20.0
             */
            node?: string;
        };
    };
    responses: {
        /** @description `malformed_request`, `validation_failed` (see `errors`) or `cursor_invalid`. */
        BadRequest: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/errors#validation_failed",
                 *       "title": "The request does not match the contract",
                 *       "status": 400,
                 *       "code": "validation_failed",
                 *       "detail": "The body does not match the contract.",
                 *       "correlation_id": "evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C",
                 *       "errors": [
                 *         {
                 *           "pointer": "/body/port",
                 *           "detail": "must be integer"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unauthenticated`: no valid credentials came with the request. `second_factor_required`: the password is right, and a code is missing. `fresh_authentication_required`: authenticate again for this operation. */
        Unauthorized: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                /** @description How to authenticate. */
                "WWW-Authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `forbidden`: no grant of the caller holds the permission that `detail` names, or not there, or the application is not authorized for the operation. `password_required`: API keys do not reach the operation. `privilege_escalation`: it would give, or take over, more than the caller holds. `own_rights`: nobody changes their own. `own_request`, `not_an_approver`: others decide on this. */
        Forbidden: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not_found`: there is no such object, or it is out of reach: both look the same. */
        NotFound: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/errors#not_found",
                 *       "title": "There is no such object",
                 *       "status": 404,
                 *       "code": "not_found",
                 *       "detail": "There is no such object.",
                 *       "correlation_id": "evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request contradicts the present state: `conflict`, `name_taken`, `resource_inactive`, `resource_not_ready`, `user_active` or `last_administrator`; or the first request with this Idempotency-Key succeeded with an answer that is shown once. */
        Conflict: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `precondition_failed`: the object has changed since it was read. */
        PreconditionFailed: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unprocessable` (see `errors`) or `idempotency_key_reused`. */
        Unprocessable: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not_ready`: a part that the request needs is not ready. */
        NotReady: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `sign_in_refused`: the sign-in does not count; the audit log says why. */
        SignInRefused: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `identity_provider_failed`: the identity provider did not answer as it should. */
        ProviderFailed: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `too_many_requests`: wait as long as `Retry-After` says, 15 minutes at most. */
        TooManyRequests: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Any other refusal or failure: `body_too_large` (413), `unsupported_media_type` (415), `too_many_requests` (429), `internal` (500), `not_ready` (503). */
        Other: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description Id of the finding. */
        FindingId: number;
        /** @description Id of the scope. */
        ScopeIdInPath: number;
        /**
         * @description Id of the organization.
         * @example 42
         */
        OrganizationId: number;
        /**
         * @description Id of the user.
         * @example 42
         */
        UserId: number;
        /**
         * @description Id of the group.
         * @example 42
         */
        GroupId: number;
        /**
         * @description Id of the user.
         * @example 42
         */
        MemberId: number;
        /**
         * @description Name of the API key.
         * @example pipeline
         */
        ApiKeyName: string;
        /**
         * @description Name of the role.
         * @example operator
         */
        RoleName: string;
        /** @description Only those in this status. */
        ApiKeyStatus: "active" | "revoked";
        /**
         * @description Id of the grant.
         * @example 42
         */
        GrantId: number;
        /** @description Only what gives this permission. */
        HoldsPermission: components["schemas"]["Permission"];
        /**
         * @description Id of the application.
         * @example 42
         */
        ApplicationId: number;
        /**
         * @description Id of the federated credential.
         * @example fed_01hx3n8q5w6m7r9t2v4y6z8b0c
         */
        FederatedCredentialId: string;
        /**
         * @description Id of the token, as `token_id` shows it.
         * @example utk_01hx3n8q5w6m7r9t2v4y6z8b0c
         */
        UserTokenId: string;
        /**
         * @description Id of the identity provider.
         * @example 42
         */
        IdentityProviderId: number;
        /**
         * @description Id of the log collector.
         * @example 3
         */
        LogCollectorId: number;
        /**
         * @description Id of the notification channel.
         * @example 4
         */
        NotificationChannelId: number;
        /**
         * @description Id of the event.
         * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
         */
        NotifiedEventId: string;
        /**
         * @description Id of the evidence bundle.
         * @example 7
         */
        EvidenceBundleId: number;
        /**
         * @description Id of the workload issuer.
         * @example 42
         */
        WorkloadIssuerId: number;
        /**
         * @description Id of the scope.
         * @example 42
         */
        ScopeId: number;
        /**
         * @description Id of the device.
         * @example 42
         */
        DeviceId: number;
        /**
         * @description Id of the platform.
         * @example 42
         */
        PlatformId: number;
        /**
         * @description Id of the resource.
         * @example 42
         */
        ResourceId: number;
        /**
         * @description Public id of the session.
         * @example acs_01HX0000000000000000000000
         */
        ConnectSessionId: string;
        /**
         * @description Id of the check-out.
         * @example 42
         */
        CheckOutId: number;
        /**
         * @description Id of the credential.
         * @example 42
         */
        CredentialId: number;
        /**
         * @description Id of the protected information.
         * @example 42
         */
        ProtectedInformationId: number;
        /**
         * @description Id of the retrieval.
         * @example 42
         */
        RetrievalId: number;
        /**
         * @description Id of the SSH key.
         * @example 42
         */
        SshKeyId: number;
        /**
         * @description Id of the SSH certificate authority.
         * @example 42
         */
        SshAuthorityId: number;
        /**
         * @description Id of the resource.
         * @example 42
         */
        PlacedResourceId: number;
        /** @description Id of the policy. */
        PolicyId: number;
        /** @description Id of the policy binding. */
        PolicyBindingId: number;
        /** @description Id of the request for consent. */
        ApprovalId: number;
        /** @description Id of the delegation. */
        ApprovalDelegationId: number;
        /**
         * @description Id of the job.
         * @example 42
         */
        JobId: number;
        /**
         * @description Id of the plan.
         * @example 12
         */
        PlanId: number;
        /** @description How many objects a page holds at most. */
        Limit: number;
        /** @description Id of an audit record. */
        EventId: string;
        /** @description Level of the tile, from 0 for the leaves' hashes, or `entries`. */
        TileLevel: string;
        /** @description Index of the tile in groups of three digits, all but the last after an `x`, and its width unless it is full: `x001/234.p/17`. */
        Tile: string;
        /** @description Size of the older tree; that of the empty one without. */
        FromSize: number;
        /** @description Size of the younger tree; that of the newest checkpoint without. */
        ToSize: number;
        /** @description How many records a page holds at most. */
        AuditLimit: number;
        /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
        Cursor: string;
        /**
         * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
         * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
         */
        IdempotencyKey: string;
        /**
         * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
         * @example "3"
         */
        IfMatch: string;
        /** @description Only what belongs to this scope or one below it. */
        InScope: number;
        /** @description Only names that begin with this, upper and lower case told apart. */
        NamePrefix: string;
        /** @description Only those in this status. */
        ActiveStatus: "active" | "inactive";
    };
    requestBodies: never;
    headers: {
        /**
         * @description Ties request, audit record, job and log lines together.
         * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
         */
        CorrelationId: string;
        /**
         * @description Names this state of the object; send it in `If-Match` with a change.
         * @example "3"
         */
        ETag: string;
        /**
         * @description Where the object is.
         * @example /v1/jobs/501
         */
        Location: string;
        /**
         * @description The next page as `<…>; rel="next"`; missing on the last one.
         * @example </v1/resources?limit=100&cursor=eyJ…>; rel="next"
         */
        Link: string;
        /** @description `true` where this is the kept answer of an earlier request with the same key. */
        IdempotencyReplayed: "true";
        /**
         * @description Seconds to wait before the next try.
         * @example 1
         */
        RetryAfter: number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    issueToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description A proof (RFC 9449) of the key that the token is to be bound to. */
                DPoP?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description A form. */
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description The token. */
            200: {
                headers: {
                    /** @description Always `no-store`. */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description The request is wrong, the grant type is not one of these, the outside token does not stand for the application (`invalid_grant`, whatever the reason), or the proof is not valid (`invalid_dpop_proof`). */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OauthError"];
                };
            };
            /** @description The client did not prove itself, or is inactive: `invalid_client`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OauthError"];
                };
            };
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description A form. */
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["RevocationRequest"];
            };
        };
        responses: {
            /** @description The token does not work, or not any more. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OauthError"];
                };
            };
            /** @description The client did not prove itself: `invalid_client`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OauthError"];
                };
            };
        };
    };
    introspectToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description A form. */
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["IntrospectionRequest"];
            };
        };
        responses: {
            /** @description What there is to say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Introspection"];
                };
            };
            /** @description The request is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OauthError"];
                };
            };
            /** @description The client did not prove itself: `invalid_client`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OauthError"];
                };
            };
        };
    };
    getOauthMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metadata. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OauthMetadata"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Identity"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            default: components["responses"]["Other"];
        };
    };
    setMyPassword: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description It is changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordChanged"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    beginMyTotp: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The secret, which waits for its first code. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpSecret"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    confirmMyTotp: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["TotpCode"];
            };
        };
        responses: {
            /** @description It counts from now on. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    removeMyTotp: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["SecondFactorCode"];
            };
        };
        responses: {
            /** @description It is removed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactorState"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listMyTokens: {
        parameters: {
            query?: {
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tokens. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserTokenPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Other"];
        };
    };
    createMyToken: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedUserToken"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getMyToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the token, as `token_id` shows it.
                 * @example utk_01hx3n8q5w6m7r9t2v4y6z8b0c
                 */
                token_id: components["parameters"]["UserTokenId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserToken"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Other"];
        };
    };
    revokeMyToken: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the token, as `token_id` shows it.
                 * @example utk_01hx3n8q5w6m7r9t2v4y6z8b0c
                 */
                token_id: components["parameters"]["UserTokenId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is revoked. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserToken"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    beginSignIn: {
        parameters: {
            query: {
                /**
                 * @description Where the browser goes in the end. `http` on loopback, any port; or below the public address of the API, but to none of its own pages (`/v1`, `/docs`, `/.well-known` and the like).
                 * @example http://127.0.0.1:51004/signed-in
                 */
                redirect_uri: string;
                /**
                 * @description SHA-256 of the `code_verifier`, base64url.
                 * @example E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM
                 */
                code_challenge: string;
                /** @description Only S256. */
                code_challenge_method: "S256";
                /** @description Comes back with the code as it is. */
                state?: string;
                /** @description How old the authentication at the provider may be, in seconds; 0 asks the person again. For operations that want a fresh authentication (401 `fresh_authentication_required`): asked with it, the provider must say when the person authenticated, and without it many do not. */
                max_age?: number;
            };
            header?: never;
            path: {
                /**
                 * @description Name of the organization.
                 * @example acme
                 */
                organization: string;
                /**
                 * @description Name of the identity provider.
                 * @example keycloak
                 */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the identity provider. */
            302: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    /** @description The provider’s authorization endpoint, with the request. */
                    Location?: string;
                    /** @description Binds the sign-in to the browser, for ten minutes. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["ProviderFailed"];
            default: components["responses"]["Other"];
        };
    };
    completeSignIn: {
        parameters: {
            query: {
                /** @description As Capstan sent it. */
                state: string;
                /** @description The provider’s code. */
                code?: string;
                /** @description The provider’s issuer (RFC 9207). */
                iss?: string;
                /** @description Why the provider refuses. Its words are not passed on. */
                error?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the `redirect_uri`, with `code` and `state`. */
            302: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    /** @description The `redirect_uri` with a code that works once, for 60 seconds. */
                    Location?: string;
                    /** @description Takes the cookie away. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["SignInRefused"];
            502: components["responses"]["ProviderFailed"];
            default: components["responses"]["Other"];
        };
    };
    redeemSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInRedemption"];
            };
        };
        responses: {
            /** @description The token. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedUserToken"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["SignInRefused"];
            default: components["responses"]["Other"];
        };
    };
    listOrganizations: {
        parameters: {
            query?: {
                /** @description Only those in this status. */
                status?: components["parameters"]["ActiveStatus"];
                /** @description Only names that begin with this, upper and lower case told apart. */
                name?: components["parameters"]["NamePrefix"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of organizations. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createOrganization: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "acme",
                 *       "admin_name": "alice"
                 *     }
                 */
                "application/json": components["schemas"]["NewOrganization"];
            };
        };
        responses: {
            /** @description It was created. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationWithAdministrator"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the organization.
                 * @example 42
                 */
                id: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The organization. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updateOrganization: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the organization.
                 * @example 42
                 */
                id: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "step_up_minutes": 10
                 *     }
                 */
                "application/json": components["schemas"]["OrganizationChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    activateOrganization: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the organization.
                 * @example 42
                 */
                id: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is active. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    deactivateOrganization: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the organization.
                 * @example 42
                 */
                id: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is inactive. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Only those in this status. */
                status?: components["parameters"]["ActiveStatus"];
                /** @description Only names that begin with this, upper and lower case told apart. */
                name?: components["parameters"]["NamePrefix"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of users. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "alice",
                 *       "display_name": "Alice Rossi"
                 *     }
                 */
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description It was created. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserWithPassword"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the user.
                 * @example 42
                 */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the user.
                 * @example 42
                 */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "display_name": "Alice Bianchi"
                 *     }
                 */
                "application/json": components["schemas"]["UserChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    activateUser: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the user.
                 * @example 42
                 */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is active. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    deactivateUser: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the user.
                 * @example 42
                 */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is inactive. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    resetUserPassword: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the user.
                 * @example 42
                 */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PasswordReset"];
            };
        };
        responses: {
            /** @description It has another password. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserWithPassword"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    resetUserTotp: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the user.
                 * @example 42
                 */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has no second factor. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listUserAccess: {
        parameters: {
            query?: {
                /** @description Only what gives this permission. */
                permission?: components["parameters"]["HoldsPermission"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the user.
                 * @example 42
                 */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of grants. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAccessPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description Only those in this status. */
                status?: components["parameters"]["ApiKeyStatus"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the user.
                 * @example 42
                 */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of API keys. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the user.
                 * @example 42
                 */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "pipeline",
                 *       "allowed_addresses": [
                 *         "192.0.2.0/24"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            /** @description It was created. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyWithSecret"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the user.
                 * @example 42
                 */
                id: components["parameters"]["UserId"];
                /**
                 * @description Name of the API key.
                 * @example pipeline
                 */
                name: components["parameters"]["ApiKeyName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The API key. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updateApiKey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the user.
                 * @example 42
                 */
                id: components["parameters"]["UserId"];
                /**
                 * @description Name of the API key.
                 * @example pipeline
                 */
                name: components["parameters"]["ApiKeyName"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "status": "revoked"
                 *     }
                 */
                "application/json": components["schemas"]["ApiKeyChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listGroups: {
        parameters: {
            query?: {
                /** @description Only those in this status. */
                status?: components["parameters"]["ActiveStatus"];
                /** @description Only names that begin with this, upper and lower case told apart. */
                name?: components["parameters"]["NamePrefix"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of groups. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createGroup: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "database-operators"
                 *     }
                 */
                "application/json": components["schemas"]["NewGroup"];
            };
        };
        responses: {
            /** @description It was created. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the group.
                 * @example 42
                 */
                id: components["parameters"]["GroupId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The group. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updateGroup: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the group.
                 * @example 42
                 */
                id: components["parameters"]["GroupId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "Rotate what runs on PostgreSQL"
                 *     }
                 */
                "application/json": components["schemas"]["GroupChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    activateGroup: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the group.
                 * @example 42
                 */
                id: components["parameters"]["GroupId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is active. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    deactivateGroup: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the group.
                 * @example 42
                 */
                id: components["parameters"]["GroupId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is inactive. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listGroupMembers: {
        parameters: {
            query?: {
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the group.
                 * @example 42
                 */
                id: components["parameters"]["GroupId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of members. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupMemberPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    addGroupMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the group.
                 * @example 42
                 */
                id: components["parameters"]["GroupId"];
                /**
                 * @description Id of the user.
                 * @example 42
                 */
                user_id: components["parameters"]["MemberId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user is a member. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupMember"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    removeGroupMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the group.
                 * @example 42
                 */
                id: components["parameters"]["GroupId"];
                /**
                 * @description Id of the user.
                 * @example 42
                 */
                user_id: components["parameters"]["MemberId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user is no member any more. */
            204: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listRoles: {
        parameters: {
            query?: {
                /** @description Only those in this status. */
                status?: components["parameters"]["ActiveStatus"];
                /** @description Only names that begin with this, upper and lower case told apart. */
                name?: components["parameters"]["NamePrefix"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of roles. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RolePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createRole: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "rotator",
                 *       "permissions": [
                 *         "resource:read",
                 *         "resource:rotate"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewRole"];
            };
        };
        responses: {
            /** @description It was created. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Name of the role.
                 * @example operator
                 */
                name: components["parameters"]["RoleName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The role. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updateRole: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Name of the role.
                 * @example operator
                 */
                name: components["parameters"]["RoleName"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "permissions": [
                 *         "resource:read",
                 *         "resource:verify"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["RoleChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    activateRole: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Name of the role.
                 * @example operator
                 */
                name: components["parameters"]["RoleName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is active. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    deactivateRole: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Name of the role.
                 * @example operator
                 */
                name: components["parameters"]["RoleName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is inactive. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listGrants: {
        parameters: {
            query?: {
                /** @description Only grants of this kind of subject. */
                subject_type?: components["schemas"]["SubjectType"];
                /** @description Only grants of the user, application or group of this organization with this id; say `subject_type` as well, since the kinds count for themselves. */
                subject_id?: number;
                /** @description Only grants of this role. */
                role?: string;
                /** @description Only what belongs to this scope or one below it. */
                scope_id?: components["parameters"]["InScope"];
                /** @description Only grants on this single resource. */
                resource_id?: number;
                /** @description Only those in this status. */
                status?: components["schemas"]["GrantStatus"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of grants. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createGrant: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "subject_type": "user",
                 *       "subject_id": 7,
                 *       "role": "operator",
                 *       "scope_id": 3,
                 *       "reason": "On call in May"
                 *     }
                 */
                "application/json": components["schemas"]["NewGrant"];
            };
        };
        responses: {
            /** @description It was created. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getGrant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the grant.
                 * @example 42
                 */
                id: components["parameters"]["GrantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The grant. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updateGrant: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the grant.
                 * @example 42
                 */
                id: components["parameters"]["GrantId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "expires_at": "2026-06-30T00:00:00.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["GrantChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    revokeGrant: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the grant.
                 * @example 42
                 */
                id: components["parameters"]["GrantId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Left the team"
                 *     }
                 */
                "application/json": components["schemas"]["GrantRevocation"];
            };
        };
        responses: {
            /** @description It is revoked. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    explainAccess: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "subject": {
                 *         "type": "user",
                 *         "id": 7
                 *       },
                 *       "operation": "rotateResource",
                 *       "resource_id": 42
                 *     }
                 */
                "application/json": components["schemas"]["AccessQuestion"];
            };
        };
        responses: {
            /** @description The decision, and what it comes from. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessExplanation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listApplications: {
        parameters: {
            query?: {
                /** @description Only what belongs to this scope or one below it. */
                scope_id?: components["parameters"]["InScope"];
                /** @description Only those in this status. */
                status?: components["parameters"]["ActiveStatus"];
                /** @description Only names that begin with this, upper and lower case told apart. */
                name?: components["parameters"]["NamePrefix"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of applications. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createApplication: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "cmdb-sync",
                 *       "scope_id": 7,
                 *       "authorized_resources": [
                 *         {
                 *           "areas": [
                 *             "resources"
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewApplication"];
            };
        };
        responses: {
            /** @description It was created. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationWithSecret"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the application.
                 * @example 42
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The application. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updateApplication: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the application.
                 * @example 42
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApplicationChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    activateApplication: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the application.
                 * @example 42
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is active. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    deactivateApplication: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the application.
                 * @example 42
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is inactive. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    rotateApplicationSecret: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the application.
                 * @example 42
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        /** @description May be left out. */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlap_seconds": 3600,
                 *       "reason": "quarterly rotation"
                 *     }
                 */
                "application/json": components["schemas"]["SecretRotation"];
            };
        };
        responses: {
            /** @description The application, with its new secret. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationWithSecret"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    setApplicationPublicKeys: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the application.
                 * @example 42
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublicKeys"];
            };
        };
        responses: {
            /** @description They were replaced. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listFederatedCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the application.
                 * @example 42
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The federated credentials. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FederatedCredentialList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    addFederatedCredential: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the application.
                 * @example 42
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "workload_issuer_id": 4,
                 *       "claims": {
                 *         "sub": "repo:acme/shop:ref:refs/heads/main"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewFederatedCredential"];
            };
        };
        responses: {
            /** @description It was added. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FederatedCredential"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    removeFederatedCredential: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the application.
                 * @example 42
                 */
                id: components["parameters"]["ApplicationId"];
                /**
                 * @description Id of the federated credential.
                 * @example fed_01hx3n8q5w6m7r9t2v4y6z8b0c
                 */
                credential_id: components["parameters"]["FederatedCredentialId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listWorkloadIssuers: {
        parameters: {
            query?: {
                /** @description Only those in this status. */
                status?: components["parameters"]["ActiveStatus"];
                /** @description Only names that begin with this, upper and lower case told apart. */
                name?: components["parameters"]["NamePrefix"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of workload issuers. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkloadIssuerPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createWorkloadIssuer: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "github-actions",
                 *       "issuer": "https://token.actions.githubusercontent.com",
                 *       "audience": "https://capstan.example"
                 *     }
                 */
                "application/json": components["schemas"]["NewWorkloadIssuer"];
            };
        };
        responses: {
            /** @description It was created. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkloadIssuer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getWorkloadIssuer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the workload issuer.
                 * @example 42
                 */
                id: components["parameters"]["WorkloadIssuerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The workload issuer. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkloadIssuer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updateWorkloadIssuer: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the workload issuer.
                 * @example 42
                 */
                id: components["parameters"]["WorkloadIssuerId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkloadIssuerChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkloadIssuer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    activateWorkloadIssuer: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the workload issuer.
                 * @example 42
                 */
                id: components["parameters"]["WorkloadIssuerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is active. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkloadIssuer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    deactivateWorkloadIssuer: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the workload issuer.
                 * @example 42
                 */
                id: components["parameters"]["WorkloadIssuerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is inactive. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkloadIssuer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listIdentityProviders: {
        parameters: {
            query?: {
                /** @description Only those in this status. */
                status?: components["parameters"]["ActiveStatus"];
                /** @description Only names that begin with this, upper and lower case told apart. */
                name?: components["parameters"]["NamePrefix"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of identity providers. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProviderPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createIdentityProvider: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "keycloak",
                 *       "issuer": "https://id.example.com/realms/staff",
                 *       "client_id": "capstan",
                 *       "group_mappings": [
                 *         {
                 *           "external_group": "capstan-operators",
                 *           "group_id": 3
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewIdentityProvider"];
            };
        };
        responses: {
            /** @description It was created. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProvider"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getIdentityProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the identity provider.
                 * @example 42
                 */
                id: components["parameters"]["IdentityProviderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The identity provider. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProvider"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updateIdentityProvider: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the identity provider.
                 * @example 42
                 */
                id: components["parameters"]["IdentityProviderId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdentityProviderChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProvider"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    activateIdentityProvider: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the identity provider.
                 * @example 42
                 */
                id: components["parameters"]["IdentityProviderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is active. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProvider"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    deactivateIdentityProvider: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the identity provider.
                 * @example 42
                 */
                id: components["parameters"]["IdentityProviderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is inactive. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProvider"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listScopes: {
        parameters: {
            query?: {
                /** @description Only this scope and those below it. */
                under?: number;
                /** @description Only names that begin with this, upper and lower case told apart. */
                name?: components["parameters"]["NamePrefix"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of scopes. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScopePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createScope: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "production",
                 *       "parent_id": 1
                 *     }
                 */
                "application/json": components["schemas"]["NewScope"];
            };
        };
        responses: {
            /** @description It was created. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scope"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getScope: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the scope.
                 * @example 42
                 */
                id: components["parameters"]["ScopeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The scope. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scope"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updateScope: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the scope.
                 * @example 42
                 */
                id: components["parameters"]["ScopeId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScopeChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scope"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listDevices: {
        parameters: {
            query?: {
                /** @description Only what belongs to this scope or one below it. */
                scope_id?: components["parameters"]["InScope"];
                /** @description Only devices of this kind. */
                kind?: "postgres" | "ssh";
                /** @description Only those in this status. */
                status?: components["parameters"]["ActiveStatus"];
                /** @description Only names that begin with this, upper and lower case told apart. */
                name?: components["parameters"]["NamePrefix"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of devices. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DevicePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "db1",
                 *       "scope_id": 7,
                 *       "kind": "postgres",
                 *       "address": "db1.internal.example",
                 *       "port": 5432,
                 *       "trust": {
                 *         "kind": "tls",
                 *         "ca_pem": null,
                 *         "server_name": null
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewDevice"];
            };
        };
        responses: {
            /** @description It was created. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the device.
                 * @example 42
                 */
                id: components["parameters"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The device. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updateDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the device.
                 * @example 42
                 */
                id: components["parameters"]["DeviceId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    discoverDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the device.
                 * @example 42
                 */
                id: components["parameters"]["DeviceId"];
            };
            cookie?: never;
        };
        /** @description May be left out. */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Quarterly review"
                 *     }
                 */
                "application/json": components["schemas"]["DiscoveryRequest"];
            };
        };
        responses: {
            /** @description The job was made. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": 501,
                     *       "operation": "discover",
                     *       "resource_id": 42,
                     *       "status": "queued"
                     *     }
                     */
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listDeviceAccounts: {
        parameters: {
            query?: {
                /** @description Only accounts that an active resource of the device stands for, or only the others. */
                managed?: "true" | "false";
                /** @description Only accounts that are privileged, or that are not, or of which nobody can say. */
                privileged?: "true" | "false" | "unknown";
                /** @description Only accounts that are known to be locked, or known not to be. */
                locked?: "true" | "false";
                /** @description Only accounts that are gone, or only those that are there. Where left out: both. */
                gone?: "true" | "false";
                /** @description Only accounts that a look at or after this time has found new, changed or gone. */
                changed_since?: string;
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the device.
                 * @example 42
                 */
                id: components["parameters"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of accounts. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiscoveredAccountPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    onboardDeviceAccounts: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the device.
                 * @example 42
                 */
                id: components["parameters"]["DeviceId"];
            };
            cookie?: never;
        };
        /** @description Which accounts, and what becomes of them. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "accounts": [
                 *         "app",
                 *         "reporting"
                 *       ],
                 *       "platform_id": 3,
                 *       "name_prefix": "db1-"
                 *     }
                 */
                "application/json": components["schemas"]["NewManagedAccounts"];
            };
        };
        responses: {
            /** @description The resources were made. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagedAccounts"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    activateDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the device.
                 * @example 42
                 */
                id: components["parameters"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is active. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    deactivateDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the device.
                 * @example 42
                 */
                id: components["parameters"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is inactive. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listPlatforms: {
        parameters: {
            query?: {
                /** @description Only platforms with this connector. */
                connector?: "postgres" | "ssh_password" | "ssh_key" | "ssh_certificate";
                /** @description Only names that begin with this, upper and lower case told apart. */
                name?: components["parameters"]["NamePrefix"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of platforms. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createPlatform: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "PostgreSQL 15",
                 *       "connector": "postgres",
                 *       "settings": {
                 *         "database": "postgres"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewPlatform"];
            };
        };
        responses: {
            /** @description It was created. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Platform"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getPlatform: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the platform.
                 * @example 42
                 */
                id: components["parameters"]["PlatformId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The platform. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Platform"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updatePlatform: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the platform.
                 * @example 42
                 */
                id: components["parameters"]["PlatformId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlatformChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Platform"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listResources: {
        parameters: {
            query?: {
                /** @description Only what belongs to this scope or one below it. */
                scope_id?: components["parameters"]["InScope"];
                /** @description Only resources of this type. */
                type?: "postgres_role" | "linux_account";
                /** @description Only resources in this status. */
                status?: "unverified" | "verified" | "out_of_sync" | "unreachable" | "locked_out" | "unknown" | "inactive";
                /** @description Only resources on this device. */
                device_id?: number;
                /** @description Only names that begin with this, upper and lower case told apart. */
                name?: components["parameters"]["NamePrefix"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of resources. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createResource: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "prod-linux-admin",
                 *       "type": "linux_account",
                 *       "device_id": 5,
                 *       "platform_id": 2,
                 *       "scope_id": 7,
                 *       "username": "deploy"
                 *     }
                 */
                "application/json": components["schemas"]["NewResource"];
            };
        };
        responses: {
            /** @description It was created. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resource"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getResource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the resource.
                 * @example 42
                 */
                id: components["parameters"]["ResourceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The resource. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resource"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updateResource: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the resource.
                 * @example 42
                 */
                id: components["parameters"]["ResourceId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResourceChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resource"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    activateResource: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the resource.
                 * @example 42
                 */
                id: components["parameters"]["ResourceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is active. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resource"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    deactivateResource: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the resource.
                 * @example 42
                 */
                id: components["parameters"]["ResourceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is inactive. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resource"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    verifyResource: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the resource.
                 * @example 42
                 */
                id: components["parameters"]["ResourceId"];
            };
            cookie?: never;
        };
        /** @description May be left out. */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Production support window",
                 *       "ticket_id": "CHG-1042"
                 *     }
                 */
                "application/json": components["schemas"]["JobRequest"];
            };
        };
        responses: {
            /** @description The job was made. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": 501,
                     *       "operation": "verify",
                     *       "resource_id": 42,
                     *       "status": "queued"
                     *     }
                     */
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    rotateResource: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the resource.
                 * @example 42
                 */
                id: components["parameters"]["ResourceId"];
            };
            cookie?: never;
        };
        /** @description May be left out. */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Production support window",
                 *       "ticket_id": "CHG-1042"
                 *     }
                 */
                "application/json": components["schemas"]["JobRequest"];
            };
        };
        responses: {
            /** @description The job was made. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": 501,
                     *       "operation": "rotate",
                     *       "resource_id": 42,
                     *       "status": "queued"
                     *     }
                     */
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    reconcileResource: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the resource.
                 * @example 42
                 */
                id: components["parameters"]["ResourceId"];
            };
            cookie?: never;
        };
        /** @description May be left out. */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Production support window",
                 *       "ticket_id": "CHG-1042"
                 *     }
                 */
                "application/json": components["schemas"]["JobRequest"];
            };
        };
        responses: {
            /** @description The job was made. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": 501,
                     *       "operation": "reconcile",
                     *       "resource_id": 42,
                     *       "status": "queued"
                     *     }
                     */
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getResourceContext: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the resource.
                 * @example 42
                 */
                id: components["parameters"]["ResourceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The resource in its context. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceContext"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    listResourceAccess: {
        parameters: {
            query?: {
                /** @description Only what gives this permission. */
                permission?: components["parameters"]["HoldsPermission"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the resource.
                 * @example 42
                 */
                id: components["parameters"]["ResourceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of users and applications. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceAccessPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    listCredentials: {
        parameters: {
            query?: {
                /** @description Only credentials of this resource. */
                resource_id?: number;
                /** @description Only those in this status. */
                status?: components["parameters"]["ActiveStatus"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of credentials. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createCredential: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCredential"];
            };
        };
        responses: {
            /** @description It was stored. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    getCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the credential.
                 * @example 42
                 */
                id: components["parameters"]["CredentialId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The credential. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    setCredentialSecret: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the credential.
                 * @example 42
                 */
                id: components["parameters"]["CredentialId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSecret"];
            };
        };
        responses: {
            /** @description It was stored. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    activateCredential: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the credential.
                 * @example 42
                 */
                id: components["parameters"]["CredentialId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is active. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    deactivateCredential: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the credential.
                 * @example 42
                 */
                id: components["parameters"]["CredentialId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is inactive. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listCredentialVersions: {
        parameters: {
            query?: {
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the credential.
                 * @example 42
                 */
                id: components["parameters"]["CredentialId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of versions. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialVersionPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    listCheckOuts: {
        parameters: {
            query?: {
                /** @description Only those of this credential. */
                credential_id?: number;
                /** @description Only those of this resource. */
                resource_id?: number;
                /** @description Only the one that this job looks after, as an answer's `Location` names it. */
                job_id?: number;
                /** @description Only check-outs in this status. */
                status?: components["schemas"]["CheckOutStatus"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of check-outs. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckOutPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    checkOutCredential: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "credential_id": 42,
                 *       "reason": "Restore of the billing database",
                 *       "ticket_id": "CHG-1042",
                 *       "minutes": 30
                 *     }
                 */
                "application/json": components["schemas"]["CheckOutRequest"];
            };
        };
        responses: {
            /** @description It is held. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckOut"];
                };
            };
            /** @description It waits for consent. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckOut"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getCheckOut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the check-out.
                 * @example 42
                 */
                id: components["parameters"]["CheckOutId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The check-out. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckOut"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    revealCheckOut: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the check-out.
                 * @example 42
                 */
                id: components["parameters"]["CheckOutId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The secret. Nobody else keeps it in clear, and it is not shown again. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevealedSecret"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    releaseCheckOut: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the check-out.
                 * @example 42
                 */
                id: components["parameters"]["CheckOutId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is released. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckOut"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Other"];
        };
    };
    recallCheckOut: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the check-out.
                 * @example 42
                 */
                id: components["parameters"]["CheckOutId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "The maintenance was called off"
                 *     }
                 */
                "application/json": components["schemas"]["CheckOutRecall"];
            };
        };
        responses: {
            /** @description It is recalled. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckOut"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Other"];
        };
    };
    listConnectSessions: {
        parameters: {
            query?: {
                /** @description Only those on this resource. */
                resource_id?: number;
                /** @description Only sessions in this status. */
                status?: components["schemas"]["ConnectSessionStatus"];
                /** @description Only those that a gateway has now. */
                live?: boolean;
                /** @description Only live ones that wait for that. */
                waits_for?: "moderator" | "answer";
                /** @description Only the one that this job looks after. */
                job_id?: number;
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of sessions. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectSessionPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createConnectSession: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "resource_id": 42,
                 *       "mode": "web_terminal",
                 *       "protocol": "ssh",
                 *       "reason": "Production support window"
                 *     }
                 */
                "application/json": components["schemas"]["ConnectSessionRequest"];
            };
        };
        responses: {
            /** @description It may be launched. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestedConnectSession"];
                };
            };
            /** @description It waits for consent. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestedConnectSession"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getConnectSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Public id of the session.
                 * @example acs_01HX0000000000000000000000
                 */
                id: components["parameters"]["ConnectSessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectSession"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    launchConnectSession: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Public id of the session.
                 * @example acs_01HX0000000000000000000000
                 */
                id: components["parameters"]["ConnectSessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token. It is not shown again. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LaunchToken"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    extendConnectSession: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Public id of the session.
                 * @example acs_01HX0000000000000000000000
                 */
                id: components["parameters"]["ConnectSessionId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "minutes": 30,
                 *       "reason": "The restore takes longer"
                 *     }
                 */
                "application/json": components["schemas"]["SessionExtension"];
            };
        };
        responses: {
            /** @description It has more time. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectSession"];
                };
            };
            /** @description People are asked. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectSession"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    endConnectSession: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Public id of the session.
                 * @example acs_01HX0000000000000000000000
                 */
                id: components["parameters"]["ConnectSessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectSession"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Other"];
        };
    };
    terminateConnectSession: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Public id of the session.
                 * @example acs_01HX0000000000000000000000
                 */
                id: components["parameters"]["ConnectSessionId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "The maintenance was called off"
                 *     }
                 */
                "application/json": components["schemas"]["SessionInterference"];
            };
        };
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectSession"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Other"];
        };
    };
    suspendConnectSession: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Public id of the session.
                 * @example acs_01HX0000000000000000000000
                 */
                id: components["parameters"]["ConnectSessionId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "Is that the right host?"
                 *     }
                 */
                "application/json": components["schemas"]["SessionInterference"];
            };
        };
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectSession"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Other"];
        };
    };
    resumeConnectSession: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Public id of the session.
                 * @example acs_01HX0000000000000000000000
                 */
                id: components["parameters"]["ConnectSessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectSession"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Other"];
        };
    };
    watchConnectSession: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Public id of the session.
                 * @example acs_01HX0000000000000000000000
                 */
                id: components["parameters"]["ConnectSessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token. It is not shown again. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewToken"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Other"];
        };
    };
    moderateConnectSession: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Public id of the session.
                 * @example acs_01HX0000000000000000000000
                 */
                id: components["parameters"]["ConnectSessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token. It is not shown again. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewToken"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Other"];
        };
    };
    createProxySession: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "device_id": 7,
                 *       "credential_id": 42,
                 *       "reason": "Ticket 4711 of the portal",
                 *       "opened_from": [
                 *         "192.0.2.17"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ProxySessionRequest"];
            };
        };
        responses: {
            /** @description It may be opened. The URL is not shown again. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestedProxySession"];
                };
            };
            /** @description It waits for consent. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestedProxySession"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    linkProxySession: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Public id of the session.
                 * @example acs_01HX0000000000000000000000
                 */
                id: components["parameters"]["ConnectSessionId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "opened_from": [
                 *         "192.0.2.17"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["SessionUrlRequest"];
            };
        };
        responses: {
            /** @description The URL. It is not shown again. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionUrl"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    terminateProxySession: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Public id of the session.
                 * @example acs_01HX0000000000000000000000
                 */
                id: components["parameters"]["ConnectSessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectSession"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Other"];
        };
    };
    getSessionRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Public id of the session.
                 * @example acs_01HX0000000000000000000000
                 */
                id: components["parameters"]["ConnectSessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The recording. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionRecording"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    playSessionRecording: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Public id of the session.
                 * @example acs_01HX0000000000000000000000
                 */
                id: components["parameters"]["ConnectSessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token. It is not shown again. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewToken"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    searchSessionRecording: {
        parameters: {
            query: {
                /**
                 * @description The words; capitals and white space between them do not matter.
                 * @example drop table
                 */
                q: string;
                /** @description Only there. */
                place?: "output" | "input" | "marker";
                /** @description How many matches at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description Public id of the session.
                 * @example acs_01HX0000000000000000000000
                 */
                id: components["parameters"]["ConnectSessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingMatches"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    getSessionCast: {
        parameters: {
            query?: {
                /** @description What is left of the codes of terminals. */
                form?: "harmless" | "as_recorded";
                /** @description Whether what was typed comes along, where it was recorded. */
                with_input?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description Public id of the session.
                 * @example acs_01HX0000000000000000000000
                 */
                id: components["parameters"]["ConnectSessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The recording. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    /**
                     * @description Names the file.
                     * @example attachment; filename="acs_01HX0000000000000000000000.cast"
                     */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/x-asciicast": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    listProtectedInformation: {
        parameters: {
            query?: {
                /** @description Only what belongs to this scope or one below it. */
                scope_id?: components["parameters"]["InScope"];
                /** @description Only information of this kind. */
                kind?: "text" | "file";
                /** @description Only those in this status. */
                status?: components["parameters"]["ActiveStatus"];
                /** @description Only names that begin with this, upper and lower case told apart. */
                name?: components["parameters"]["NamePrefix"];
                /** @description Only what expires before this time, or has expired: never what does not expire. */
                expires_before?: components["schemas"]["TimeBound"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of protected information. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtectedInformationPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createProtectedInformation: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "recovery codes of the registrar",
                 *       "scope_id": 7,
                 *       "kind": "text",
                 *       "content": "4171-0932 8812-5530",
                 *       "expires_at": "2027-05-06T13:20:13Z"
                 *     }
                 */
                "application/json": components["schemas"]["NewProtectedInformation"];
            };
        };
        responses: {
            /** @description It was stored. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtectedInformation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    getProtectedInformation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the protected information.
                 * @example 42
                 */
                id: components["parameters"]["ProtectedInformationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is known of it. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtectedInformation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updateProtectedInformation: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the protected information.
                 * @example 42
                 */
                id: components["parameters"]["ProtectedInformationId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProtectedInformationChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtectedInformation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    activateProtectedInformation: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the protected information.
                 * @example 42
                 */
                id: components["parameters"]["ProtectedInformationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is active. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtectedInformation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    deactivateProtectedInformation: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the protected information.
                 * @example 42
                 */
                id: components["parameters"]["ProtectedInformationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is inactive. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtectedInformation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listProtectedInformationVersions: {
        parameters: {
            query?: {
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the protected information.
                 * @example 42
                 */
                id: components["parameters"]["ProtectedInformationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of versions. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtectedInformationVersionPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    addProtectedInformationVersion: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the protected information.
                 * @example 42
                 */
                id: components["parameters"]["ProtectedInformationId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewProtectedInformationVersion"];
            };
        };
        responses: {
            /** @description It was stored. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtectedInformation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    restoreProtectedInformation: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the protected information.
                 * @example 42
                 */
                id: components["parameters"]["ProtectedInformationId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProtectedInformationRestore"];
            };
        };
        responses: {
            /** @description That version is current. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtectedInformation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listRetrievals: {
        parameters: {
            query?: {
                /** @description Only those of this protected information. */
                information_id?: number;
                /** @description Only retrievals in this status. */
                status?: components["schemas"]["RetrievalStatus"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of retrievals. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetrievalPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    requestRetrieval: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "information_id": 42,
                 *       "reason": "The registrar asks for a recovery code",
                 *       "ticket_id": "CHG-1042"
                 *     }
                 */
                "application/json": components["schemas"]["RetrievalRequest"];
            };
        };
        responses: {
            /** @description It is granted. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retrieval"];
                };
            };
            /** @description It waits for consent. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retrieval"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getRetrieval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the retrieval.
                 * @example 42
                 */
                id: components["parameters"]["RetrievalId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The retrieval. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retrieval"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    revealRetrieval: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the retrieval.
                 * @example 42
                 */
                id: components["parameters"]["RetrievalId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The content. It is not shown again by this retrieval. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevealedInformation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    cancelRetrieval: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the retrieval.
                 * @example 42
                 */
                id: components["parameters"]["RetrievalId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is given up. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retrieval"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Other"];
        };
    };
    listSshKeys: {
        parameters: {
            query?: {
                /** @description Only what belongs to this scope or one below it. */
                scope_id?: components["parameters"]["InScope"];
                /** @description Only those in this status. */
                status?: components["parameters"]["ActiveStatus"];
                /** @description Only names that begin with this, upper and lower case told apart. */
                name?: components["parameters"]["NamePrefix"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of SSH keys. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshKeyPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createSshKey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "scope_id": 7,
                 *       "name": "deploy of the web servers",
                 *       "comment": "deploy@web"
                 *     }
                 */
                "application/json": components["schemas"]["NewSshKey"];
            };
        };
        responses: {
            /** @description It was created. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    getSshKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the SSH key.
                 * @example 42
                 */
                id: components["parameters"]["SshKeyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The SSH key. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updateSshKey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the SSH key.
                 * @example 42
                 */
                id: components["parameters"]["SshKeyId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["SshKeyChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    activateSshKey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the SSH key.
                 * @example 42
                 */
                id: components["parameters"]["SshKeyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is active. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    deactivateSshKey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the SSH key.
                 * @example 42
                 */
                id: components["parameters"]["SshKeyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is inactive. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    rotateSshKey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the SSH key.
                 * @example 42
                 */
                id: components["parameters"]["SshKeyId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Somebody has left",
                 *       "ticket_id": "CHG-1042"
                 *     }
                 */
                "application/json": components["schemas"]["SshKeyRotation"];
            };
        };
        responses: {
            /** @description The job was made. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshKeyRotationAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    listSshKeyVersions: {
        parameters: {
            query?: {
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the SSH key.
                 * @example 42
                 */
                id: components["parameters"]["SshKeyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of versions. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshKeyVersionPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    listSshKeyPlacements: {
        parameters: {
            query?: {
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the SSH key.
                 * @example 42
                 */
                id: components["parameters"]["SshKeyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of placements. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshKeyPlacementPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    placeSshKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the SSH key.
                 * @example 42
                 */
                id: components["parameters"]["SshKeyId"];
                /**
                 * @description Id of the resource.
                 * @example 42
                 */
                resource_id: components["parameters"]["PlacedResourceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key is placed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshKeyPlacement"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Other"];
        };
    };
    removeSshKeyPlacement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the SSH key.
                 * @example 42
                 */
                id: components["parameters"]["SshKeyId"];
                /**
                 * @description Id of the resource.
                 * @example 42
                 */
                resource_id: components["parameters"]["PlacedResourceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key is not placed on it any more. */
            204: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Other"];
        };
    };
    listSshAuthorities: {
        parameters: {
            query?: {
                /** @description Only what belongs to this scope or one below it. */
                scope_id?: components["parameters"]["InScope"];
                /** @description Only those in this status. */
                status?: components["parameters"]["ActiveStatus"];
                /** @description Only names that begin with this, upper and lower case told apart. */
                name?: components["parameters"]["NamePrefix"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of certificate authorities. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshAuthorityPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createSshAuthority: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "scope_id": 7,
                 *       "name": "web servers"
                 *     }
                 */
                "application/json": components["schemas"]["NewSshAuthority"];
            };
        };
        responses: {
            /** @description It was created. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshAuthority"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    getSshAuthority: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the SSH certificate authority.
                 * @example 42
                 */
                id: components["parameters"]["SshAuthorityId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The certificate authority. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshAuthority"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    activateSshAuthority: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the SSH certificate authority.
                 * @example 42
                 */
                id: components["parameters"]["SshAuthorityId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is active. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshAuthority"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    deactivateSshAuthority: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the SSH certificate authority.
                 * @example 42
                 */
                id: components["parameters"]["SshAuthorityId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is inactive. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshAuthority"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    rotateSshAuthority: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the SSH certificate authority.
                 * @example 42
                 */
                id: components["parameters"]["SshAuthorityId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The authority with its keys. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshAuthority"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    listSshAuthorityAccounts: {
        parameters: {
            query?: {
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the SSH certificate authority.
                 * @example 42
                 */
                id: components["parameters"]["SshAuthorityId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of accounts. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshCertificateAccountPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    addSshAuthorityAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the SSH certificate authority.
                 * @example 42
                 */
                id: components["parameters"]["SshAuthorityId"];
                /**
                 * @description Id of the resource.
                 * @example 42
                 */
                resource_id: components["parameters"]["PlacedResourceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account is one of the authority. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshCertificateAccount"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Other"];
        };
    };
    getEffectivePolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the resource.
                 * @example 42
                 */
                id: components["parameters"]["ResourceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What holds. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EffectivePolicy"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    listPolicies: {
        parameters: {
            query?: {
                /** @description Only those in this status. */
                status?: components["parameters"]["ActiveStatus"];
                /** @description Only names that begin with this, upper and lower case told apart. */
                name?: components["parameters"]["NamePrefix"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of policies. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createPolicy: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Production Linux privileged access",
                 *       "rules": {
                 *         "reason_required": true,
                 *         "verification_required": true,
                 *         "connect_allowed": true,
                 *         "rotation_interval_days": 30
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewPolicy"];
            };
        };
        responses: {
            /** @description It was created. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    evaluatePolicy: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "operation": "rotate",
                 *       "resource_id": 42,
                 *       "reason": "Quarterly"
                 *     }
                 */
                "application/json": components["schemas"]["PolicyQuestion"];
            };
        };
        responses: {
            /** @description What the policies say. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyEvaluation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Other"];
        };
    };
    getPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the policy. */
                id: components["parameters"]["PolicyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updatePolicy: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the policy. */
                id: components["parameters"]["PolicyId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rules": {
                 *         "reason_required": true,
                 *         "rotation_interval_days": 14
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PolicyChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    activatePolicy: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the policy. */
                id: components["parameters"]["PolicyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is active. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    deactivatePolicy: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the policy. */
                id: components["parameters"]["PolicyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is inactive. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listPolicyVersions: {
        parameters: {
            query?: {
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /** @description Id of the policy. */
                id: components["parameters"]["PolicyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of versions. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyVersionPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    getPolicySet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The set. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicySet"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    putPolicySet: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "dry_run": true,
                 *       "policies": [
                 *         {
                 *           "name": "production",
                 *           "rules": {
                 *             "reason_required": true
                 *           },
                 *           "bindings": [
                 *             {
                 *               "scope": "/production"
                 *             }
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PolicySetRequest"];
            };
        };
        responses: {
            /** @description The plan, or what was done. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicySetPlan"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listPolicyBindings: {
        parameters: {
            query?: {
                /** @description Only bindings of this policy. */
                policy_id?: number;
                /** @description Only bindings to this kind of target. */
                target_type?: "scope" | "resource";
                /** @description Only bindings to the target with this id; say `target_type` as well. */
                target_id?: number;
                /** @description Only those in this status. */
                status?: components["parameters"]["ActiveStatus"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of bindings. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyBindingPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createPolicyBinding: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "policy_id": 12,
                 *       "target_type": "scope",
                 *       "target_id": 7
                 *     }
                 */
                "application/json": components["schemas"]["NewPolicyBinding"];
            };
        };
        responses: {
            /** @description It is bound. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyBinding"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getPolicyBinding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the policy binding. */
                id: components["parameters"]["PolicyBindingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The binding. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyBinding"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    deactivatePolicyBinding: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the policy binding. */
                id: components["parameters"]["PolicyBindingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is ended. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyBinding"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listApprovals: {
        parameters: {
            query?: {
                /** @description Only those in this status. */
                status?: components["schemas"]["ApprovalStatus"];
                /** @description Only requests for consent, or only reviews. */
                kind?: components["schemas"]["ApprovalKind"];
                /** @description Only those about this operation. */
                operation?: components["schemas"]["ApprovableOperation"];
                /** @description Only those about this resource alone. */
                resource_id?: number;
                /** @description `true`: only those on which the caller could decide now. A page may hold fewer than `limit`, or none: it goes on while there is a `next_cursor`. */
                decidable?: boolean;
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    getApproval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the request for consent. */
                id: components["parameters"]["ApprovalId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    approveApproval: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the request for consent. */
                id: components["parameters"]["ApprovalId"];
            };
            cookie?: never;
        };
        /** @description May be left out. */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "comment": "Looked at the change with the team"
                 *     }
                 */
                "application/json": components["schemas"]["ApprovalConsent"];
            };
        };
        responses: {
            /** @description It is taken. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    denyApproval: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the request for consent. */
                id: components["parameters"]["ApprovalId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "comment": "Not during the audit, ask again on Monday"
                 *     }
                 */
                "application/json": components["schemas"]["ApprovalDenial"];
            };
        };
        responses: {
            /** @description It is taken. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    withdrawApproval: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the request for consent. */
                id: components["parameters"]["ApprovalId"];
            };
            cookie?: never;
        };
        /** @description May be left out. */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Not needed any more"
                 *     }
                 */
                "application/json": components["schemas"]["ApprovalWithdrawal"];
            };
        };
        responses: {
            /** @description It is withdrawn. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    revokeApproval: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the request for consent. */
                id: components["parameters"]["ApprovalId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "The change was called off"
                 *     }
                 */
                "application/json": components["schemas"]["ApprovalRevocation"];
            };
        };
        responses: {
            /** @description It is revoked. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listApprovalDelegations: {
        parameters: {
            query?: {
                /** @description Only those in this status. */
                status?: components["parameters"]["ActiveStatus"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of delegations. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalDelegationPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createApprovalDelegation: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "to_user_id": 17,
                 *       "ends_at": "2026-06-30T00:00:00.000Z",
                 *       "reason": "On leave"
                 *     }
                 */
                "application/json": components["schemas"]["NewApprovalDelegation"];
            };
        };
        responses: {
            /** @description It is lent. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalDelegation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getApprovalDelegation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the delegation. */
                id: components["parameters"]["ApprovalDelegationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delegation. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalDelegation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    endApprovalDelegation: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the delegation. */
                id: components["parameters"]["ApprovalDelegationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is ended. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalDelegation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    preflightBulk: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "operation": "rotate",
                 *       "selector": {
                 *         "scope_id": 7,
                 *         "type": "postgres_role"
                 *       },
                 *       "reason": "Yearly rotation"
                 *     }
                 */
                "application/json": components["schemas"]["PreflightRequest"];
            };
        };
        responses: {
            /** @description Job and plan were made. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": 510,
                     *       "plan_id": 12,
                     *       "operation": "bulk_preflight",
                     *       "status": "queued"
                     *     }
                     */
                    "application/json": components["schemas"]["PreflightAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listPlans: {
        parameters: {
            query?: {
                /** @description Only plans in this status. */
                status?: "preparing" | "ready" | "failed" | "canceled";
                /** @description Only plans of this operation. */
                operation?: "verify" | "rotate" | "reconcile";
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of plans. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    getPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the plan.
                 * @example 12
                 */
                id: components["parameters"]["PlanId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plan. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    listPlanItems: {
        parameters: {
            query?: {
                /** @description Only items with this verdict. */
                verdict?: "pending" | "ready" | "warned" | "blocked";
                /** @description Only items on this device. */
                device_id?: number;
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the plan.
                 * @example 12
                 */
                id: components["parameters"]["PlanId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of items. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanItemPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    verifyBulk: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "plan_id": 12,
                 *       "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                 *       "canary": 20,
                 *       "reason": "Yearly rotation",
                 *       "ticket_id": "CHG-1042"
                 *     }
                 */
                "application/json": components["schemas"]["BulkRequest"];
            };
        };
        responses: {
            /** @description The job was made. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": 511,
                     *       "plan_id": 12,
                     *       "operation": "bulk_verify",
                     *       "status": "queued",
                     *       "approval_id": null
                     *     }
                     */
                    "application/json": components["schemas"]["BulkAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    rotateBulk: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "plan_id": 12,
                 *       "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                 *       "canary": 20,
                 *       "reason": "Yearly rotation",
                 *       "ticket_id": "CHG-1042"
                 *     }
                 */
                "application/json": components["schemas"]["BulkRequest"];
            };
        };
        responses: {
            /** @description The job was made. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": 511,
                     *       "plan_id": 12,
                     *       "operation": "bulk_rotate",
                     *       "status": "queued",
                     *       "approval_id": null
                     *     }
                     */
                    "application/json": components["schemas"]["BulkAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    reconcileBulk: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "plan_id": 12,
                 *       "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                 *       "canary": 20,
                 *       "reason": "Yearly rotation",
                 *       "ticket_id": "CHG-1042"
                 *     }
                 */
                "application/json": components["schemas"]["BulkRequest"];
            };
        };
        responses: {
            /** @description The job was made. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": 511,
                     *       "plan_id": 12,
                     *       "operation": "bulk_reconcile",
                     *       "status": "queued",
                     *       "approval_id": null
                     *     }
                     */
                    "application/json": components["schemas"]["BulkAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listJobs: {
        parameters: {
            query?: {
                /** @description Only jobs in this status. */
                status?: "queued" | "awaiting_approval" | "running" | "paused" | "succeeded" | "completed_with_errors" | "failed" | "canceled" | "timed_out";
                /** @description Only jobs with this operation. */
                operation?: "verify" | "rotate" | "reconcile" | "discover" | "checkout" | "connect" | "extend" | "retrieve" | "bulk_preflight" | "bulk_verify" | "bulk_rotate" | "bulk_reconcile" | "ledger_verify" | "ledger_prune" | "ledger_erase" | "evidence_bundle";
                /** @description Only jobs that concern this resource. */
                resource_id?: number;
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of jobs. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example 42
                 */
                id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    listJobItems: {
        parameters: {
            query?: {
                /** @description Only items in this status. */
                status?: "queued" | "running" | "succeeded" | "failed" | "unknown" | "canceled";
                /** @description Only items that failed for this reason. */
                code?: "unreachable" | "timeout" | "host_key_mismatch" | "tls_untrusted" | "credential_invalid" | "account_locked_out" | "access_denied" | "password_rejected" | "protocol_error" | "not_supported" | "resource_busy" | "resource_inactive" | "credential_missing" | "reconcile_account_missing" | "reconcile_account_refused" | "policy_refused" | "approval_denied" | "approval_expired" | "approval_revoked" | "plan_drifted" | "lockout_guard" | "out_of_sync" | "vault_unavailable" | "worker_stopping" | "internal";
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example 42
                 */
                id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of items. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobItemPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    getJobTimeline: {
        parameters: {
            query?: {
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example 42
                 */
                id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the timeline. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobTimeline"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    streamJobEvents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example 42
                 */
                id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the job.
                 * @example 42
                 */
                id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is canceled. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description It was asked to stop; follow the job. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    pauseJob: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the job.
                 * @example 42
                 */
                id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job, as it is now wanted. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    resumeJob: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the job.
                 * @example 42
                 */
                id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job, as it is now wanted. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    retryJob: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the job.
                 * @example 42
                 */
                id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        /** @description May be left out. */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "wave_size": 100,
                 *       "reason": "The database is back",
                 *       "ticket_id": "CHG-1042"
                 *     }
                 */
                "application/json": components["schemas"]["BulkRetry"];
            };
        };
        responses: {
            /** @description The job was made. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": 512,
                     *       "plan_id": 12,
                     *       "operation": "bulk_rotate",
                     *       "status": "queued",
                     *       "approval_id": null
                     *     }
                     */
                    "application/json": components["schemas"]["BulkAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listAuditEvents: {
        parameters: {
            query?: {
                /** @description Only this operation, as the records name it. */
                operation?: string;
                /** @description Only records in this status. */
                status?: "intended" | "succeeded" | "failed" | "denied" | "unknown";
                /** @description Only records about this kind of object. */
                target_type?: string;
                /** @description Only records about the object with this id. */
                target_id?: string;
                /** @description Only records of this job. */
                job_id?: number;
                /** @description Only records with this correlation id. */
                correlation_id?: string;
                /** @description Only records of the actor with this name. */
                actor?: string;
                /** @description Only records of actors of this kind. */
                actor_type?: "user" | "application" | "system" | "anonymous";
                /** @description Only records of the user or application with this id; `actor_type` says which of the two. */
                actor_id?: number;
                /** @description Only records that concern this resource, whatever their target is. */
                resource_id?: number;
                /** @description Only records of this session. */
                session_id?: string;
                /** @description Only records that rest on this approval. */
                approval_id?: number;
                /** @description Only records at this time or later. */
                from?: components["schemas"]["TimeBound"];
                /** @description Only records before this time. */
                to?: components["schemas"]["TimeBound"];
                /** @description How many records a page holds at most. */
                limit?: components["parameters"]["AuditLimit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the audit log. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    listOperationalEvents: {
        parameters: {
            query?: {
                /** @description Only events of this level and of more serious ones. */
                level?: components["schemas"]["EventLevel"];
                /** @description Only events of this kind. */
                kind?: components["schemas"]["EventKind"];
                /** @description Only events of this job. */
                job_id?: number;
                /** @description Only events that concern this resource. */
                resource_id?: number;
                /** @description Only events that concern this device, or a resource on it. */
                device_id?: number;
                /** @description Only events with this code. */
                code?: string;
                /** @description Only events with this correlation id. */
                correlation_id?: string;
                /** @description Only events at this time or later. */
                from?: components["schemas"]["TimeBound"];
                /** @description Only events before this time. */
                to?: components["schemas"]["TimeBound"];
                /** @description How many records a page holds at most. */
                limit?: components["parameters"]["AuditLimit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the operational log. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationalEventPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    verifyLedger: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mode": "range",
                 *       "from_index": 0,
                 *       "to_index": 1000
                 *     }
                 */
                "application/json": components["schemas"]["LedgerVerification"];
            };
        };
        responses: {
            /** @description The job was made. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": 502,
                     *       "operation": "ledger_verify",
                     *       "status": "queued"
                     *     }
                     */
                    "application/json": components["schemas"]["LedgerJobAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getRetentionPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetentionPolicy"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    setRetentionPolicy: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "record_days": 2555,
                 *       "event_days": 90,
                 *       "reason": "Seven years by law"
                 *     }
                 */
                "application/json": components["schemas"]["NewRetentionPolicy"];
            };
        };
        responses: {
            /** @description It is in force. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetentionPolicy"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    pruneLedger: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description May be left out. */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "dry_run": true
                 *     }
                 */
                "application/json": components["schemas"]["LedgerPruning"];
            };
        };
        responses: {
            /** @description The job was made. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": 502,
                     *       "operation": "ledger_prune",
                     *       "status": "queued"
                     *     }
                     */
                    "application/json": components["schemas"]["LedgerJobAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    erasePerson: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "user_id": 42,
                 *       "reason": "Request of the person",
                 *       "ticket_id": "DSR-7"
                 *     }
                 */
                "application/json": components["schemas"]["Erasure"];
            };
        };
        responses: {
            /** @description The job was made. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": 502,
                     *       "operation": "ledger_erase",
                     *       "status": "queued"
                     *     }
                     */
                    "application/json": components["schemas"]["LedgerJobAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getAuditEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of an audit record. */
                event_id: components["parameters"]["EventId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEvent"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    getAuditProof: {
        parameters: {
            query?: {
                /** @description Size of the published checkpoint to prove it against; the newest one without. */
                tree_size?: number;
            };
            header?: never;
            path: {
                /** @description Id of an audit record. */
                event_id: components["parameters"]["EventId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The proof. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InclusionProof"];
                    "text/plain": string;
                };
            };
            /** @description The record is committed, and not under a checkpoint yet; ask again. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofPending"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getLedger: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ledger"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    getLedgerCheckpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checkpoint. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    getLedgerTile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Level of the tile, from 0 for the leaves' hashes, or `entries`. */
                level: components["parameters"]["TileLevel"];
                /** @description Index of the tile in groups of three digits, all but the last after an `x`, and its width unless it is full: `x001/234.p/17`. */
                tile: components["parameters"]["Tile"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tile. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    listLedgerCheckpoints: {
        parameters: {
            query?: {
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of checkpoints. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckpointPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    getLedgerConsistency: {
        parameters: {
            query?: {
                /** @description Size of the older tree; that of the empty one without. */
                from?: components["parameters"]["FromSize"];
                /** @description Size of the younger tree; that of the newest checkpoint without. */
                to?: components["parameters"]["ToSize"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The proof. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsistencyProof"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    exportLedger: {
        parameters: {
            query?: {
                /** @description Index of the first entry, from 0 on. */
                from_index?: number;
                /** @description How many entries at most. */
                limit?: number;
                /** @description Where the pages end: only entries below it are given. At most the size of the newest checkpoint, which it is without. */
                tree_size?: number;
                /** @description How the lines are written. */
                format?: "jsonl" | "ocsf" | "cef" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line an entry; in CSV a heading before them. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    /** @description Index to go on at. */
                    "X-Next-Index"?: number;
                    /** @description Where the pages end: `tree_size`, or the size of the newest checkpoint. */
                    "X-Tree-Size"?: number;
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/plain": string;
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Other"];
        };
    };
    listLogCollectors: {
        parameters: {
            query?: {
                /** @description Only those in this status. */
                status?: "active" | "paused" | "inactive";
                /** @description Only names that begin with this, upper and lower case told apart. */
                name?: components["parameters"]["NamePrefix"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of log collectors. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogCollectorPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createLogCollector: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "siem",
                 *       "kind": "syslog",
                 *       "format": "cef",
                 *       "host": "logs.internal.example"
                 *     }
                 */
                "application/json": components["schemas"]["NewLogCollector"];
            };
        };
        responses: {
            /** @description It was created. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogCollector"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    getLogCollector: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the log collector.
                 * @example 3
                 */
                id: components["parameters"]["LogCollectorId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The log collector. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogCollector"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updateLogCollector: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the log collector.
                 * @example 3
                 */
                id: components["parameters"]["LogCollectorId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["LogCollectorChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogCollector"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    activateLogCollector: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the log collector.
                 * @example 3
                 */
                id: components["parameters"]["LogCollectorId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is active. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogCollector"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    pauseLogCollector: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the log collector.
                 * @example 3
                 */
                id: components["parameters"]["LogCollectorId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is paused. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogCollector"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    deactivateLogCollector: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the log collector.
                 * @example 3
                 */
                id: components["parameters"]["LogCollectorId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is inactive. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogCollector"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /** @description Only events of this type, or of those that begin so where it ends in `*`. */
                type?: string;
                /** @description Only events of this severity and of more serious ones; left out = all. */
                min_severity?: components["schemas"]["NotificationSeverity"];
                /** @description Only what belongs to this scope or one below it. */
                scope_id?: number;
                /** @description `false`: what there is since `Last-Event-ID`, and no waiting for more. */
                follow?: boolean;
            };
            header?: {
                /** @description Of the last event that was read; left out = from now on. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    listNotificationChannels: {
        parameters: {
            query?: {
                /** @description Only those in this status. */
                status?: "active" | "paused" | "inactive";
                /** @description Only those of this scope and below. */
                scope_id?: number;
                /** @description Only names that begin with this, upper and lower case told apart. */
                name?: components["parameters"]["NamePrefix"];
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of notification channels. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationChannelPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createNotificationChannel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "on call",
                 *       "kind": "webhook",
                 *       "webhook": {
                 *         "url": "https://hooks.example.com/capstan"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewNotificationChannel"];
            };
        };
        responses: {
            /** @description It was created. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationChannelWithSecret"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    getNotificationChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the notification channel.
                 * @example 4
                 */
                id: components["parameters"]["NotificationChannelId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The notification channel. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationChannel"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updateNotificationChannel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description Id of the notification channel.
                 * @example 4
                 */
                id: components["parameters"]["NotificationChannelId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotificationChannelChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationChannel"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    activateNotificationChannel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the notification channel.
                 * @example 4
                 */
                id: components["parameters"]["NotificationChannelId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is active. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationChannel"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    pauseNotificationChannel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the notification channel.
                 * @example 4
                 */
                id: components["parameters"]["NotificationChannelId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is paused. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationChannel"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            default: components["responses"]["Other"];
        };
    };
    deactivateNotificationChannel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the notification channel.
                 * @example 4
                 */
                id: components["parameters"]["NotificationChannelId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is inactive. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationChannel"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            default: components["responses"]["Other"];
        };
    };
    rotateNotificationChannelSecret: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the notification channel.
                 * @example 4
                 */
                id: components["parameters"]["NotificationChannelId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotificationSecretRotation"];
            };
        };
        responses: {
            /** @description There is a new secret. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationChannelWithSecret"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    testNotificationChannel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the notification channel.
                 * @example 4
                 */
                id: components["parameters"]["NotificationChannelId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is queued. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationDelivery"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Other"];
        };
    };
    listNotificationDeliveries: {
        parameters: {
            query?: {
                /** @description Only those in this status. */
                status?: "pending" | "delivered" | "failed";
                /** @description Only that of this event. */
                event_id?: string;
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the notification channel.
                 * @example 4
                 */
                id: components["parameters"]["NotificationChannelId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationDeliveryPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    redeliverNotification: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the notification channel.
                 * @example 4
                 */
                id: components["parameters"]["NotificationChannelId"];
                /**
                 * @description Id of the event.
                 * @example evt_01HX3N8Q5W6M7R9T2V4Y6Z8B0C
                 */
                event_id: components["parameters"]["NotifiedEventId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is queued. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationDelivery"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Other"];
        };
    };
    verifyLedgerProof: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description Keys, and a proof as the proof endpoints answer it. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProofCheck"];
            };
        };
        responses: {
            /** @description Whether the proof holds. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofVerdict"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    addLedgerCosignature: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The cosigned checkpoint and the key of the witness. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CosignatureRequest"];
            };
        };
        responses: {
            /** @description It is kept. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getPlatformCheckpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checkpoint. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    getPlatformConsistency: {
        parameters: {
            query?: {
                /** @description Size of the older tree; that of the empty one without. */
                from?: components["parameters"]["FromSize"];
                /** @description Size of the younger tree; that of the newest checkpoint without. */
                to?: components["parameters"]["ToSize"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The proof. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsistencyProof"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getPlatformProof: {
        parameters: {
            query?: {
                /** @description Size of a published checkpoint of this organization. */
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The proof; its leaf is the checkpoint as it was signed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InclusionProof"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Unprocessable"];
            503: components["responses"]["NotReady"];
            default: components["responses"]["Other"];
        };
    };
    getPlatformTile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Level of the tile, from 0 for the leaves' hashes, or `entries`. */
                level: components["parameters"]["TileLevel"];
                /** @description Index of the tile in groups of three digits, all but the last after an `x`, and its width unless it is full: `x001/234.p/17`. */
                tile: components["parameters"]["Tile"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tile. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    listEvidenceBundles: {
        parameters: {
            query?: {
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of evidence bundles. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvidenceBundlePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    createEvidenceBundle: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "job_id": 501,
                 *       "reason": "Audit of the third quarter"
                 *     }
                 */
                "application/json": components["schemas"]["NewEvidenceBundle"];
            };
        };
        responses: {
            /** @description The job was made. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": 502,
                     *       "operation": "evidence_bundle",
                     *       "status": "queued",
                     *       "bundle_id": 7
                     *     }
                     */
                    "application/json": components["schemas"]["EvidenceBundleAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    getEvidenceBundle: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the evidence bundle.
                 * @example 7
                 */
                id: components["parameters"]["EvidenceBundleId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The evidence bundle. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvidenceBundle"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    discardEvidenceBundle: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the evidence bundle.
                 * @example 7
                 */
                id: components["parameters"]["EvidenceBundleId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Other"];
        };
    };
    getEvidenceBundleContent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the evidence bundle.
                 * @example 7
                 */
                id: components["parameters"]["EvidenceBundleId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    /**
                     * @description Names the file.
                     * @example attachment; filename="evidence-bundle-7.zip"
                     */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Other"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description It cannot; `checks` says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
        };
    };
    getVersion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Name and version. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
        };
    };
    getContract: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    getVersionedContract: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    browseContract: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    getComplianceRating: {
        parameters: {
            query?: {
                /** @description The scope, with all below it; without it the root of the organization. */
                scope_id?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rating. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComplianceRating"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    explainComplianceRating: {
        parameters: {
            query?: {
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /** @description Id of the scope. */
                scope_id: components["parameters"]["ScopeIdInPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rating, and a page of what took from it. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComplianceExplanation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    listPolicyDrift: {
        parameters: {
            query?: {
                /** @description The scope, with all below it; without it the root of the organization. */
                scope_id?: number;
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of drift, oldest finding first. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyDrift"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    getComplianceHistory: {
        parameters: {
            query?: {
                /** @description The scope, with all below it; without it the root of the organization. */
                scope_id?: number;
                /** @description First day; without it 30 days before the last one. */
                from?: string;
                /** @description Last day; without it today. At most 400 days after the first. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The series. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComplianceHistory"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    diffCompliance: {
        parameters: {
            query: {
                /** @description The scope, with all below it; without it the root of the organization. */
                scope_id?: number;
                /** @description The earlier moment. */
                from: string;
                /** @description The later one; without it now. */
                until?: string;
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is different. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComplianceDiff"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    listFindings: {
        parameters: {
            query?: {
                /** @description Only those of this scope and of scopes below it. */
                scope_id?: number;
                /** @description Only those of this resource. */
                resource_id?: number;
                /** @description Only those of this device, of its resources and of its other accounts. */
                device_id?: number;
                /** @description Only those of this signal. */
                signal?: components["schemas"]["Signal"];
                /** @description Only those of this severity. */
                severity?: components["schemas"]["Severity"];
                /** @description Only findings in this status. */
                status?: components["schemas"]["FindingStatus"];
                /** @description Only those that this user sees to. */
                owner_user_id?: number;
                /** @description How many objects a page holds at most. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: what the page before gave out. It is signed and opaque, and holds for the same operation with the same filters only. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of findings. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Other"];
        };
    };
    getFinding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the finding. */
                id: components["parameters"]["FindingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The finding. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Finding"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Other"];
        };
    };
    updateFinding: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the finding. */
                id: components["parameters"]["FindingId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["FindingChanges"];
            };
        };
        responses: {
            /** @description It was changed. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Finding"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    acceptFinding: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the finding. */
                id: components["parameters"]["FindingId"];
            };
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["FindingAcceptanceRequest"];
            };
        };
        responses: {
            /** @description It waits for somebody to agree. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Finding"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    agreeToFinding: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the finding. */
                id: components["parameters"]["FindingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is accepted. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Finding"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            default: components["responses"]["Other"];
        };
    };
    reopenFinding: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the finding. */
                id: components["parameters"]["FindingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is open. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Finding"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            default: components["responses"]["Other"];
        };
    };
    remedyFinding: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that was read. Where the object has changed since: 412 `precondition_failed`. Left out, the change is made to whatever is there.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the finding. */
                id: components["parameters"]["FindingId"];
            };
            cookie?: never;
        };
        /** @description May be left out. */
        requestBody?: {
            content: {
                "application/json": components["schemas"]["JobRequest"];
            };
        };
        responses: {
            /** @description The job was made. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
    remedyFindings: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat for 24 hours: the same key with the same request gives the same answer, with another request 422 `idempotency_key_reused`. Requests that come with the same key at the same moment have one effect and one answer.
                 * @example 5f0c1b7e-3a53-4a0e-9d1e-8d8c6f1f2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description A JSON object; unknown fields are refused. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "signal": "rotation_due",
                 *       "scope_id": 7,
                 *       "reason": "What the schedule has left"
                 *     }
                 */
                "application/json": components["schemas"]["FindingsRemedyRequest"];
            };
        };
        responses: {
            /** @description Job and plan were made. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingsRemedyAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            default: components["responses"]["Other"];
        };
    };
}
