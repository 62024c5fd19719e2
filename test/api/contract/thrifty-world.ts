/**
 * A world for tests that want an object of each kind very often and look at nothing but the object itself: what it merely
 * stands on (a device, a platform, a policy, an account for sessions, a colleague) is made once and shared.
 */

import type { BuiltInRole } from '../../../domain/permissions.ts';
import { freshKey, type Person, World } from './world.ts';

export class ThriftyWorld extends World {
  readonly #colleagues = new Map<BuiltInRole, Promise<Person>>();
  #device: Promise<number> | undefined;
  #platform: Promise<number> | undefined;
  #account: Promise<number> | undefined;
  #openScope: Promise<number> | undefined;

  override async below(): Promise<ThriftyWorld> {
    return new ThriftyWorld(this.api, this.admin, await this.scope());
  }

  override async newResource(fields: object = {}) {
    this.#device ??= this.device();
    this.#platform ??= this.platform();
    const [device_id, platform_id] = [await this.#device, await this.#platform];
    return super.newResource({ device_id, platform_id, username: freshKey('role'), ...fields });
  }

  /** People may have several sessions there at once. */
  override openAccount(...how: readonly object[]): Promise<number> {
    if (how.some((fields) => Object.keys(fields).length > 0)) return super.openAccount(...how);
    this.#account ??= super.openAccount();
    return this.#account;
  }

  /** Has one holder at a time, so each is another. */
  override async openCredential(...how: readonly object[]): Promise<number> {
    if (how.some((fields) => Object.keys(fields).length > 0)) return super.openCredential(...how);
    this.#openScope ??= this.#scopeOfCheckOuts();
    return this.credential(await this.resource({ scope_id: await this.#openScope }));
  }

  override colleague(role: BuiltInRole): Promise<Person> {
    const colleague = this.#colleagues.get(role) ?? super.colleague(role);
    this.#colleagues.set(role, colleague);
    return colleague;
  }

  async #scopeOfCheckOuts(): Promise<number> {
    const [target_id, policy_id] = [await this.scope(), await this.policy({ rules: { checkout_allowed: true } })];
    await this.policyBinding({ policy_id, target_id });
    return target_id;
  }
}
