/** HTTP Basic: name and password of a user, and a second factor where the user has one. */

import type { Actor, SignInEpochs } from '../../domain/access.ts';
import { CapstanError } from '../../domain/errors.ts';
import { FIRST_ORGANIZATION_ID } from '../../domain/permissions.ts';
import { networkOf } from '../../runtime/addresses.ts';
import type { UserDocument } from '../../store/models/identity.ts';
import type { Store } from '../../store/store.ts';
import type { Exchange } from '../exchange.ts';
import { FreshRead } from './fresh-read.ts';
import type { Organizations } from './organizations.ts';
import { PasswordCheck } from './password-check.ts';
import type { SecondFactors } from './second-factors.ts';
import { type Claimant, CODE_WEIGHT, type SignInThrottle } from './sign-in-throttle.ts';

/** Carries a code of the second factor, or a recovery code. */
export const OTP_HEADER = 'x-capstan-otp';
const MAX_CODE_LENGTH = 64;

export interface BasicParts {
  readonly store: Store;
  readonly organizations: Organizations;
  readonly throttle: SignInThrottle;
  readonly secondFactors: SecondFactors;
}

interface Found {
  readonly user: UserDocument | null;
  readonly epochs: SignInEpochs;
  /** `<organization>/<user>`, the same for every spelling of a login name. */
  readonly login: string;
}

export class BasicAuthentication {
  readonly #store: Store;
  readonly #organizations: Organizations;
  readonly #throttle: SignInThrottle;
  readonly #secondFactors: SecondFactors;
  readonly #passwords = new PasswordCheck();
  /** By login name. */
  readonly #users: FreshRead<Found>;

  constructor({ store, organizations, throttle, secondFactors }: BasicParts) {
    this.#store = store;
    this.#organizations = organizations;
    this.#throttle = throttle;
    this.#secondFactors = secondFactors;
    this.#users = new FreshRead((login) => this.#find(login));
  }

  /**
   * @throws CapstanError `second_factor_required`, which only who has the password gets to see; `too_many_requests`.
   */
  async authenticate(exchange: Exchange, name: string, password: string): Promise<Actor | undefined> {
    const { user, epochs, login } = await this.#users.get(name);
    exchange.claimed = { organizationId: user?.organization_id ?? null, authentication: 'basic' };
    const claimant: Claimant = { ...exchange.origin, login, userId: user?._id ?? null };
    const isRight = await this.#checkPassword(claimant, user, password);
    if (!user || !isRight || user.status !== 'active') return undefined;
    const hasSecondFactor = user.totp?.confirmed_at != null;
    if (hasSecondFactor) await this.#requireCode(exchange, claimant, user);
    await this.#throttle.noteArrival(user._id, claimant);
    return {
      type: 'user',
      id: user._id,
      name: user.name,
      homeOrganizationId: user.organization_id,
      organizationId: user.organization_id,
      authentication: hasSecondFactor ? 'basic_totp' : 'basic',
      authenticatedAt: new Date(),
      hasSecondFactor,
      authorizedResources: null,
      proof: { kind: 'password', epochs },
    };
  }

  async stillHolds(userId: number, epochs: SignInEpochs): Promise<boolean> {
    const user = await this.#store.models.users.findById(userId, { status: 1, sign_in_epoch: 1 }).lean<UserDocument>();
    return user?.status === 'active' && user.sign_in_epoch === epochs.user;
  }

  #checkPassword(claimant: Claimant, user: UserDocument | null, password: string): Promise<boolean> {
    const network = claimant.address === null ? 'unknown' : networkOf(claimant.address);
    return this.#passwords.matches(user?.password_hash ?? undefined, password, {
      by: `${claimant.login}\n${network}`,
      counted: (check) =>
        // The right password of an inactive user counts like a wrong one: nothing tells it apart.
        this.#throttle.attempt(claimant, async () => (await check()) && user?.status === 'active'),
    });
  }

  async #requireCode(exchange: Exchange, claimant: Claimant, user: UserDocument): Promise<void> {
    const code = exchange.request.headers[OTP_HEADER];
    if (typeof code !== 'string') {
      throw new CapstanError('second_factor_required', 'The user has a second factor: send its code in X-Capstan-Otp.');
    }
    exchange.claimed = { organizationId: user.organization_id, authentication: 'basic_totp' };
    const isRight = await this.#throttle.attempt(
      claimant,
      async () => code.length <= MAX_CODE_LENGTH && (await this.#secondFactors.spend(user, code)),
      CODE_WEIGHT,
    );
    if (!isRight) {
      throw new CapstanError('second_factor_required', 'The code in X-Capstan-Otp is wrong, or was used before.');
    }
  }

  /** `acme/alice` is user alice of organization acme; `alice` alone is one of the first organization. */
  async #find(name: string): Promise<Found> {
    const slash = name.indexOf('/');
    const userName = name.slice(slash + 1);
    const organization =
      slash < 0
        ? await this.#organizations.active(FIRST_ORGANIZATION_ID)
        : await this.#organizations.activeByName(name.slice(0, slash));
    const user = await this.#store.models.users
      .findOne({ organization_id: organization?._id ?? 0, name: { $eq: userName } })
      .lean<UserDocument>();
    // Of the very reads that the password is held against: what moves them from here on ends this proof as well.
    const epochs = { user: user?.sign_in_epoch ?? 0, organization: organization?.sign_in_epoch ?? 0 };
    return { user, epochs, login: organization ? loginOf(organization._id, userName) : `?/${name}` };
  }
}

/** The name under which guesses at a user are counted. */
export function loginOf(organizationId: number, userName: string): string {
  return `${organizationId}/${userName}`;
}
