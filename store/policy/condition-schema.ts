/**
 * What conditions of policies may speak of, as a Cedar schema: conditions are held against it when they are saved, so one
 * that asks for what there is not is refused then and not while somebody waits.
 */

export const CONDITION_SCHEMA = `
entity Group;
entity User in [Group];
entity Application;
entity System;
entity Scope in [Scope];
entity Device in [Scope] = { "name": String };
entity Resource in [Scope, Device] = {
  "name": String,
  "type": String,
  "username": String,
  "status": String,
  "verified_at"?: datetime,
  "rotated_at"?: datetime,
};
entity Information in [Scope] = {
  "name": String,
  "type": String,
  "username": String,
  "status": String,
};
type Asking = {
  "now": datetime,
  "authentication": String,
  "address"?: ipaddr,
  "reason"?: String,
  "ticket_id"?: String,
  "minutes"?: Long,
  "is_bulk": Bool,
};
action "verify", "rotate", "reconcile", "connect", "checkout" appliesTo {
  principal: [User, Application, System],
  resource: [Resource],
  context: Asking,
};
action "retrieve" appliesTo {
  principal: [User, Application, System],
  resource: [Information],
  context: Asking,
};
`;
