/** The part of aws4 that tests use; the package has no types. */
declare module 'aws4' {
  interface Request {
    readonly host: string;
    readonly path: string;
    readonly method: string;
    readonly service: string;
    readonly region: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | Buffer;
  }
  interface Credentials {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  }
  const aws4: {
    sign(request: Request, credentials: Credentials): { readonly headers: Readonly<Record<string, string | number>> };
  };
  export default aws4;
}
