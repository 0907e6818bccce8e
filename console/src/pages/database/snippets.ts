/** How clients get in, as text to copy: whatever a name holds stays text there. */

export interface Door {
  host: string;
  port: number;
  database: string;
  user: string;
  takesTokens: boolean;
}

const TOKEN_COMMAND = (door: Door, user: string) =>
  `aws rds generate-db-auth-token --hostname ${door.host} --port ${door.port} --username ${shell(user)}`;

/** Quoted for a shell, whatever somebody types. */
function shell(text: string): string {
  return /^[A-Za-z0-9_.@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A value within a libpq connection string. */
function conninfo(text: string): string {
  return /^[A-Za-z0-9_.@-]+$/.test(text) ? text : `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function text(value: string): string {
  return JSON.stringify(value);
}

export function psql(door: Door, user: string, token: boolean): string {
  const into = `host=${door.host} port=${door.port} dbname=${conninfo(door.database)} user=${conninfo(user)} sslmode=verify-full`;
  const command = `psql ${shell(into)}`;
  return token ? `export PGPASSWORD=$(${TOKEN_COMMAND(door, user)})\n${command}` : command;
}

export function jdbc(door: Door, user: string, token: boolean): string {
  const url = `jdbc:postgresql://${door.host}:${door.port}/${encodeURIComponent(door.database)}?sslmode=verify-full`;
  const password = token
    ? `RdsUtilities.builder().region(Region.of(System.getenv("AWS_REGION"))).build().generateAuthenticationToken(t -> t
                .hostname(${text(door.host)}).port(${door.port}).username(${text(user)})
                .credentialsProvider(DefaultCredentialsProvider.create()))`
    : 'System.getenv("PGPASSWORD")';
  return `var login = new Properties();
login.setProperty("user", ${text(user)});
login.setProperty("password", ${password});
login.setProperty("sslrootcert", System.getenv("PGSSLROOTCERT"));
var connection = DriverManager.getConnection(
        ${text(url)}, login);`;
}

export function psycopg(door: Door, user: string, token: boolean): string {
  const password = token
    ? `boto3.client("rds").generate_db_auth_token(
        DBHostname=${text(door.host)}, Port=${door.port}, DBUsername=${text(user)})`
    : 'os.environ["PGPASSWORD"]';
  return `import os${token ? ', boto3' : ''}, psycopg

connection = psycopg.connect(
    host=${text(door.host)}, port=${door.port}, dbname=${text(door.database)}, user=${text(user)},
    password=${password},
    sslmode="verify-full", sslrootcert=os.environ["PGSSLROOTCERT"])`;
}
