/** Who is signed in: an access key, kept by this tab only and gone when it is closed. */
export interface Session {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  region: string;
}

const KEY = 'homeport.session';

export function savedSession(): Session | null {
  const text = sessionStorage.getItem(KEY);
  if (text === null) return null;
  try {
    const read = JSON.parse(text) as Partial<Session>;
    if (!read.accessKeyId || !read.secretAccessKey || !read.region) return null;
    return read as Session;
  } catch {
    return null;
  }
}

export function saveSession(session: Session): void {
  sessionStorage.setItem(KEY, JSON.stringify(session));
}

export function forgetSession(): void {
  sessionStorage.removeItem(KEY);
}
