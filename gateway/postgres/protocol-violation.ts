/** What one side of a connection did that the protocol does not know, or that is more than is taken. */

export class ProtocolViolation extends Error {
  override readonly name = 'ProtocolViolation';
  /** `54000`: too much; `08P01`: anything else. */
  readonly sqlState: '08P01' | '54000';

  /** @param text goes on after the name of that side, and quotes nothing. */
  constructor(text: string, sqlState: ProtocolViolation['sqlState'] = '08P01') {
    super(text);
    this.sqlState = sqlState;
  }
}
