/** An answer in the error format of the AWS JSON 1.1 protocol. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}
