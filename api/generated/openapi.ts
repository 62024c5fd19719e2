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
         * @description OAuth 2.0 client credentials (RFC 6749, section 4.4), for applications. The token is opaque and short-lived; deactivating the application ends it at once.
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
    "/v1/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List applications
         * @description Applications of the organization, by id.
         */
        get: operations["listApplications"];
        put?: never;
        /**
         * Create an application
         * @description Makes an OAuth2 client. The answer shows its secret this once.
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
        patch?: never;
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
         * @description Lets the application get tokens again; its secret stays the same, and tokens of before do not come back. Doing it twice is harmless.
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
         * @description The application gets no more tokens, and those it has stop working. Doing it twice is harmless.
         */
        post: operations["deactivateApplication"];
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
         * @description Devices of the organization, by id.
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
    "/v1/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List credentials
         * @description Credentials of the organization, by id; never their secrets.
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
    "/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs
         * @description Jobs of the organization, newest first.
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
         * @description A job that no worker has begun ends at once as `canceled` (200). One that runs is asked to stop (202) and ends at the next safe point: a change that has been sent to a target is always brought to an end. A job that has ended is 409 `conflict`.
         */
        post: operations["cancelJob"];
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
         * @description Every operation, allowed or denied, newest first. Records are never changed or deleted.
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
        /** @description Who the caller is, and what the caller may do. */
        Identity: {
            /**
             * @description Kind of identity.
             * @enum {string}
             */
            type: "user" | "application";
            /**
             * @description Id of the user or application.
             * @example 1
             */
            id: number;
            /**
             * @description Its name, as the audit log shows it.
             * @example admin
             */
            name: string;
            /** @description The organization that the caller acts in. */
            organization: {
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
             * @description `viewer` reads all but audit log and applications; `auditor` reads everything; `operator` reads all but applications, verifies, rotates, reconciles and cancels; `admin` may do everything.
             * @enum {string}
             */
            role: "viewer" | "auditor" | "operator" | "admin";
            /** @description What the role allows, sorted. */
            permissions: string[];
            /**
             * @description How this request was authenticated.
             * @enum {string}
             */
            authentication: "basic" | "oauth2_client_credentials";
        };
        /** @description A token request (RFC 6749, section 4.4). The client authenticates by HTTP Basic or by `client_id` and `client_secret` in the form. */
        TokenRequest: {
            /**
             * @description Always `client_credentials`.
             * @constant
             */
            grant_type: "client_credentials";
            /** @description Where not sent by HTTP Basic. */
            client_id?: string;
            /** @description Where not sent by HTTP Basic. */
            client_secret?: string;
            /** @description Ignored: the role of the application says what the token allows. */
            scope?: string;
        };
        /** @description An access token. */
        Token: {
            /** @description Send it as `Authorization: Bearer …`. */
            access_token: string;
            /**
             * @description Always `Bearer`.
             * @example Bearer
             */
            token_type: string;
            /**
             * @description Seconds that it stays valid.
             * @example 600
             */
            expires_in: number;
            /** @description Scope of the token, where one was asked for. */
            scope?: string;
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
        /** @description A program that calls the API: an OAuth2 client of its own. */
        Application: {
            /**
             * @description Id of the application.
             * @example 3
             */
            id: number;
            /**
             * @description Unique in the organization.
             * @example cmdb-sync
             */
            name: string;
            /**
             * @description What it authenticates as.
             * @example cap_ci_01hx3n8q5w6m7r9t2v4y6z8b0c
             */
            client_id: string;
            /**
             * @description `viewer` reads all but audit log and applications; `auditor` reads everything; `operator` reads all but applications, verifies, rotates, reconciles and cancels; `admin` may do everything.
             * @enum {string}
             */
            role: "viewer" | "auditor" | "operator" | "admin";
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
        /** @description An application to create. */
        NewApplication: {
            /**
             * @description Unique in the organization.
             * @example cmdb-sync
             */
            name: string;
            /**
             * @description `viewer` reads all but audit log and applications; `auditor` reads everything; `operator` reads all but applications, verifies, rotates, reconciles and cancels; `admin` may do everything.
             * @enum {string}
             */
            role: "viewer" | "auditor" | "operator" | "admin";
        };
        /** @description The application just created, with its secret, which is shown this once. */
        ApplicationWithSecret: components["schemas"]["Application"] & {
            /** @description Keep it safe: only its hash stays here. */
            readonly client_secret: string;
        };
        /** @description A page of applications. */
        ApplicationPage: {
            /** @description The objects of this page. */
            applications: components["schemas"]["Application"][];
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
            /** @description The scope above; null for the root. */
            parent_id: number | null;
            /** @description Ids from the root down to the parent. */
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
             * @description Host name, IPv4 address (four decimal numbers), or IPv6 address without brackets and zone. Unspecified, link-local and multicast addresses, and IPv4 addresses mapped into IPv6, are 422 `unprocessable`.
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
             * @description Host name, IPv4 address (four decimal numbers), or IPv6 address without brackets and zone. Unspecified, link-local and multicast addresses, and IPv4 addresses mapped into IPv6, are 422 `unprocessable`.
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
             * @description How the reconcile account becomes root; `sudo` needs NOPASSWD rules for chpasswd and passwd.
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
        /** @description The connector `ssh_key` has no settings. */
        SshKeySettings: Record<string, never>;
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
            connector: "postgres" | "ssh_password" | "ssh_key";
            /** @description Settings of the connector: `PostgresSettings`, `SshPasswordSettings` or `SshKeySettings`, as `connector` says. */
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
            connector: "postgres" | "ssh_password" | "ssh_key";
            /** @description Settings of the connector: `PostgresSettings`, `SshPasswordSettings` or `SshKeySettings`, as `connector` says. */
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
        } & (unknown & unknown & unknown);
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
            connector?: "postgres" | "ssh_password" | "ssh_key";
            /** @description Settings of the connector: `PostgresSettings`, `SshPasswordSettings` or `SshKeySettings`, as `connector` says. */
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
        } & (unknown & unknown & unknown);
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
            /** @description The effective policy; null = none is bound. */
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
            device: components["schemas"]["Device"];
            platform: components["schemas"]["Platform"];
            /** @description From the root down to the scope of the resource. */
            scope_path: {
                /** @description Id of the scope. */
                id: number;
                /** @description Its name. */
                name: string;
            }[];
            /** @description The active credential; null = none. */
            credential: components["schemas"]["Credential"] | null;
            /** @description The reconcile account that serves: that of the resource, else that of the device; null = none. */
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
            kind: "password" | "ssh_key";
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
            /**
             * Format: date-time
             * @description When the current version became current. RFC 3339, UTC.
             */
            promoted_at: string | null;
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
            /** @description The working secret: a password (at most 1024 characters, no control characters), or an unencrypted private key in OpenSSH or PEM form (Ed25519, ECDSA or RSA). It is sealed to the public key of the vault at once; the API cannot open it again, and no operation answers with it. */
            secret: string;
        };
        /** @description The secret that works at the target now. */
        NewSecret: {
            /** @description The working secret: a password (at most 1024 characters, no control characters), or an unencrypted private key in OpenSSH or PEM form (Ed25519, ECDSA or RSA). It is sealed to the public key of the vault at once; the API cannot open it again, and no operation answers with it. */
            secret: string;
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
            operation: "verify" | "rotate" | "reconcile";
            /**
             * @description The resource.
             * @example 42
             */
            resource_id: number;
            /**
             * @description Always `queued`: follow the job to see the result.
             * @constant
             */
            status: "queued";
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
            operation: "verify" | "rotate" | "reconcile";
            /**
             * @description Terminal are `succeeded`, `completed_with_errors`, `failed`, `canceled` and `timed_out`.
             * @enum {string}
             */
            status: "queued" | "awaiting_approval" | "running" | "paused" | "succeeded" | "completed_with_errors" | "failed" | "canceled" | "timed_out";
            /** @description The resource, where the job concerns one only. */
            resource_id: number | null;
            /**
             * @description How many resources it concerns.
             * @example 1
             */
            resource_count: number;
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
            /**
             * @description `unknown` is neither success nor failure: the answer of the target was lost, and the next operation settles it.
             * @enum {string}
             */
            status: "queued" | "running" | "succeeded" | "failed" | "unknown" | "canceled";
            /**
             * @description Stable code of the failure; null where nothing failed.
             * @enum {string|null}
             */
            code: "unreachable" | "timeout" | "host_key_mismatch" | "tls_untrusted" | "credential_invalid" | "account_locked_out" | "access_denied" | "password_rejected" | "protocol_error" | "not_supported" | "resource_busy" | "resource_inactive" | "credential_missing" | "reconcile_account_missing" | "reconcile_account_refused" | "lockout_guard" | "out_of_sync" | "vault_unavailable" | "worker_stopping" | "internal" | null;
            /**
             * @description What is known of the target afterwards: `none` — certainly unchanged, `applied` — certainly changed, `unknown` — the answer was lost; null while not ended.
             * @enum {string|null}
             */
            effect: "none" | "applied" | "unknown" | null;
            /** @description What happened and what to do, for operators. */
            message: string | null;
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
        /** @description A page of items, by resource id. */
        JobItemPage: {
            /** @description The objects of this page. */
            items: components["schemas"]["JobItem"][];
            /** @description Hand it in as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description One attempt of one step on one resource. */
        JobStep: {
            /**
             * @description The resource.
             * @example 42
             */
            resource_id: number;
            /**
             * @description What was done: see the rotation protocol in the guide.
             * @enum {string}
             */
            step: "begin" | "stage" | "apply" | "prove" | "probe" | "promote" | "login" | "remove" | "finish";
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
            code: "unreachable" | "timeout" | "host_key_mismatch" | "tls_untrusted" | "credential_invalid" | "account_locked_out" | "access_denied" | "password_rejected" | "protocol_error" | "not_supported" | "resource_busy" | "resource_inactive" | "credential_missing" | "reconcile_account_missing" | "reconcile_account_refused" | "lockout_guard" | "out_of_sync" | "vault_unavailable" | "worker_stopping" | "internal" | null;
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
            /** @description Why: as the caller said, or as the decision explains. */
            reason: string | null;
            /**
             * @description Ticket of the change or incident system, as the requester gave it.
             * @example CHG-1042
             */
            ticket_id: string | null;
            /** @description The job that it belongs to. */
            job_id: number | null;
            /** @description W3C trace id of the request. */
            trace_id: string | null;
        };
        /** @description A page of the audit log, newest first. */
        AuditPage: {
            /** @description The objects of this page. */
            events: components["schemas"]["AuditEvent"][];
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
        /** @description `unauthenticated`: no valid credentials came with the request. */
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
        /** @description `forbidden`: the role of the caller lacks the permission that `detail` names. */
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
        /** @description The request contradicts the present state: `conflict`, `name_taken`, `resource_inactive` or `resource_not_ready`; or the first request with this Idempotency-Key succeeded with an answer that is shown once. */
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
        /**
         * @description Id of the application.
         * @example 42
         */
        ApplicationId: number;
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
         * @description Id of the credential.
         * @example 42
         */
        CredentialId: number;
        /**
         * @description Id of the job.
         * @example 42
         */
        JobId: number;
        /** @description How many objects a page holds at most. */
        Limit: number;
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
            header?: never;
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
            /** @description The request is wrong, or the grant type is not `client_credentials`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OauthError"];
                };
            };
            /** @description Client id or secret is wrong, or the application is inactive: `invalid_client`. */
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
            /** @description Client id or secret is wrong: `invalid_client`. */
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
    listApplications: {
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
                 *       "role": "operator"
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
                connector?: "postgres" | "ssh_password" | "ssh_key";
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
    listJobs: {
        parameters: {
            query?: {
                /** @description Only jobs in this status. */
                status?: "queued" | "awaiting_approval" | "running" | "paused" | "succeeded" | "completed_with_errors" | "failed" | "canceled" | "timed_out";
                /** @description Only jobs with this operation. */
                operation?: "verify" | "rotate" | "reconcile";
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
}
