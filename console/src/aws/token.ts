import { Sha256 } from '@aws-crypto/sha256-browser';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Session } from './session';

const VALID_SECONDS = 900;

/** A password of fifteen minutes for a user with rds_iam, signed here. Source: RDS user guide, IAM database authentication. */
export async function databaseToken(session: Session, host: string, port: number, user: string): Promise<string> {
  const signer = new SignatureV4({
    service: 'rds-db',
    region: session.region,
    credentials: {
      accessKeyId: session.accessKeyId,
      secretAccessKey: session.secretAccessKey,
      ...(session.sessionToken ? { sessionToken: session.sessionToken } : {}),
    },
    sha256: Sha256,
  });
  const signed = await signer.presign(
    {
      protocol: 'https:',
      hostname: host,
      port,
      method: 'GET',
      path: '/',
      query: { Action: 'connect', DBUser: user },
      headers: { host: `${host}:${port}` },
    },
    { expiresIn: VALID_SECONDS },
  );
  const query = Object.entries(signed.query ?? {})
    .map(([name, value]) => `${encode(name)}=${encode(String(value))}`)
    .join('&');
  return `${host}:${port}/?${query}`;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => '%' + one.charCodeAt(0).toString(16).toUpperCase());
}
