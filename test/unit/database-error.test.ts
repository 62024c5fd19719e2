/** What the driver throws where the database is away is told from what it throws where something was refused. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Error as MongooseError, mongo } from 'mongoose';
import { isConnectionLost, isDatabaseError } from '../../store/database-error.ts';

const serverError = (code: number) => new mongo.MongoServerError({ message: 'refused', code });

describe('a database', () => {
  it('is away where nobody answers, a connection has broken, or there is no primary', () => {
    const selection = new mongo.MongoServerSelectionError('nobody answers', Object.create(null));
    const away = [
      new mongo.MongoNetworkError('gone'),
      new mongo.MongoNetworkTimeoutError('slow'),
      selection,
      new mongo.MongoNotConnectedError('not yet'),
      new mongo.MongoTopologyClosedError('closed'),
      new mongo.MongoExpiredSessionError('ended'),
      new MongooseError.MongooseServerSelectionError('nobody answers'),
      Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }),
      ...[91, 189, 10107, 11600, 11602, 13435, 13436].map(serverError),
    ];
    for (const error of away) assert.equal(isConnectionLost(error), true, `${error.name}: ${error.message}`);
  });

  it('is there where it has refused, or the fault is another one', () => {
    const others = [
      serverError(11_000),
      serverError(112),
      new mongo.MongoInvalidArgumentError('x'),
      new TypeError('x'),
    ];
    for (const error of [...others, undefined, 'EPIPE']) assert.equal(isConnectionLost(error), false, String(error));
  });

  it('is what has thrown errors of its names', () => {
    assert.deepEqual([serverError(1), new mongo.MongoNetworkError('x'), new TypeError('x')].map(isDatabaseError), [
      true,
      true,
      false,
    ]);
  });
});
