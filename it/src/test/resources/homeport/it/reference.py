"""
Módulo de conexão ao RDS via Proxy usando IAM token.
Demonstra: geração de token, pool de conexões, e detecção de lag.
"""
import boto3
import psycopg2
from psycopg2 import pool
import logging
import time
from functools import lru_cache

logger = logging.getLogger(__name__)


# ──────────────────────────────────────────────────────────────────────
# Configuração
# ──────────────────────────────────────────────────────────────────────

PROXY_HOST   = "my-proxy.proxy-abc123.us-east-1.rds.amazonaws.com"
REPLICA_HOST = "postgres-read-replica.abc123.us-east-1.rds.amazonaws.com"
DB_PORT      = 5432
DB_NAME      = "appdb"
DB_USER      = "pgadmin"
AWS_REGION   = "us-east-1"


# ──────────────────────────────────────────────────────────────────────
# Geração de token IAM (válido 15 min — cachear por sessão)
# ──────────────────────────────────────────────────────────────────────

class IAMTokenManager:
    """Gerencia tokens IAM para autenticação no RDS Proxy."""

    def __init__(self, host: str, port: int, user: str, region: str):
        self.host = host
        self.port = port
        self.user = user
        self.region = region
        self._token: str | None = None
        self._token_expiry: float = 0

    def get_token(self) -> str:
        """Retorna token IAM, gerando novo se necessário (cache de 14 min)."""
        now = time.time()
        # Token dura 15 min; renovar 1 min antes para evitar expiração mid-connection
        if not self._token or now >= self._token_expiry - 60:
            rds_client = boto3.client("rds", region_name=self.region)
            self._token = rds_client.generate_db_auth_token(
                DBHostname=self.host,
                Port=self.port,
                DBUsername=self.user,
                Region=self.region,
            )
            self._token_expiry = now + 15 * 60
            logger.debug("IAM token renovado para %s", self.host)
        return self._token


# ──────────────────────────────────────────────────────────────────────
# Pool de conexões (Proxy já faz pooling real, mas o pool local
# evita overhead de TLS/TCP a cada request do Lambda/container)
# ──────────────────────────────────────────────────────────────────────

class RDSConnectionManager:
    """
    Gerencia conexão ao banco via RDS Proxy com IAM auth.
    Uso típico: instanciar uma vez no módulo (fora do handler Lambda)
    para reutilização entre invocações quentes (warm Lambda).
    """

    def __init__(self, host: str, is_writer: bool = True):
        self.host = host
        self.token_mgr = IAMTokenManager(host, DB_PORT, DB_USER, AWS_REGION)
        self._conn: psycopg2.extensions.connection | None = None

    def _connect(self) -> psycopg2.extensions.connection:
        token = self.token_mgr.get_token()
        conn = psycopg2.connect(
            host=self.host,
            port=DB_PORT,
            dbname=DB_NAME,
            user=DB_USER,
            password=token,   # token IAM como senha
            sslmode="require",
            connect_timeout=5,
        )
        conn.autocommit = True   # facilita multiplexing no Proxy
        return conn

    def get_connection(self) -> psycopg2.extensions.connection:
        """Retorna conexão ativa; reconecta se necessário."""
        try:
            if self._conn is None or self._conn.closed:
                self._conn = self._connect()
            else:
                # Ping leve para verificar que a conexão ainda está viva
                self._conn.cursor().execute("SELECT 1")
        except Exception:
            logger.warning("Reconectando ao banco...")
            self._conn = self._connect()
        return self._conn

    def execute(self, query: str, params: tuple = ()) -> list[dict]:
        """Executa uma query e retorna resultados como lista de dicts."""
        conn = self.get_connection()
        with conn.cursor() as cur:
            cur.execute(query, params)
            if cur.description:
                cols = [desc[0] for desc in cur.description]
                return [dict(zip(cols, row)) for row in cur.fetchall()]
        return []


# Singletons — instanciar fora do handler em Lambda (warm reuse)
writer_conn = RDSConnectionManager(PROXY_HOST,   is_writer=True)
reader_conn = RDSConnectionManager(REPLICA_HOST, is_writer=False)


# ──────────────────────────────────────────────────────────────────────
# Consulta de Replica Lag via CloudWatch
# ──────────────────────────────────────────────────────────────────────

def get_replica_lag_seconds(replica_identifier: str) -> float | None:
    """
    Retorna o lag atual da réplica em segundos.
    Retorna None se a métrica não estiver disponível.
    """
    cw = boto3.client("cloudwatch", region_name=AWS_REGION)
    from datetime import datetime, timezone, timedelta

    response = cw.get_metric_statistics(
        Namespace="AWS/RDS",
        MetricName="ReplicaLag",
        Dimensions=[{"Name": "DBInstanceIdentifier", "Value": replica_identifier}],
        StartTime=datetime.now(timezone.utc) - timedelta(minutes=5),
        EndTime=datetime.now(timezone.utc),
        Period=60,
        Statistics=["Average"],
    )

    datapoints = sorted(response["Datapoints"], key=lambda x: x["Timestamp"])
    if datapoints:
        lag = datapoints[-1]["Average"]
        logger.info("Replica lag: %.1f segundos", lag)
        return lag
    return None


def route_query(query: str, params: tuple = (), max_lag_seconds: float = 30) -> list[dict]:
    """
    Roteia queries de leitura para a réplica se o lag for aceitável.
    Para writes ou se o lag for alto, usa o writer via proxy.
    """
    # Detectar se é uma query de leitura (heurística simples)
    is_read = query.strip().upper().startswith("SELECT")

    if is_read:
        lag = get_replica_lag_seconds("my-postgres-replica")
        if lag is not None and lag <= max_lag_seconds:
            logger.info("Roteando para réplica (lag=%.1fs)", lag)
            return reader_conn.execute(query, params)
        else:
            logger.warning("Lag alto (%.1fs) — roteando para writer", lag or 9999)

    return writer_conn.execute(query, params)


# ──────────────────────────────────────────────────────────────────────
# Consulta de DB Load via Performance Insights API
# ──────────────────────────────────────────────────────────────────────

def get_top_sql_by_db_load(
    db_resource_id: str,
    lookback_minutes: int = 60,
    top_n: int = 5,
) -> list[dict]:
    """
    Retorna as top N queries por DB Load médio no período.
    db_resource_id: obtido via describe-db-instances (.DbiResourceId)

    NOTA: a API do Performance Insights é preservada mesmo após
    a migração para Database Insights (EOL jul/2026).
    """
    from datetime import datetime, timezone, timedelta

    pi = boto3.client("pi", region_name=AWS_REGION)
    end_time   = datetime.now(timezone.utc)
    start_time = end_time - timedelta(minutes=lookback_minutes)

    response = pi.get_resource_metrics(
        ServiceType="RDS",
        Identifier=f"db:{db_resource_id}",
        MetricQueries=[{
            "Metric": "db.load.avg",
            "GroupBy": {
                "Group": "db.sql",
                "Dimensions": ["db.sql.statement"],
                "Limit": top_n,
            },
        }],
        StartTime=start_time,
        EndTime=end_time,
        PeriodInSeconds=60,
    )

    results = []
    for metric_list in response.get("MetricList", []):
        key_dims = metric_list.get("Key", {}).get("Dimensions", {})
        sql_text = key_dims.get("db.sql.statement", "N/A")[:200]   # truncar

        # Média do DB Load para essa query no período
        datapoints = metric_list.get("DataPoints", [])
        if datapoints:
            avg_load = sum(dp.get("Value", 0) for dp in datapoints) / len(datapoints)
            results.append({
                "sql": sql_text,
                "avg_db_load_aas": round(avg_load, 3),
                "datapoints": len(datapoints),
            })

    return sorted(results, key=lambda x: x["avg_db_load_aas"], reverse=True)


if __name__ == "__main__":
    # Exemplo: listar top 5 queries por DB Load
    top_queries = get_top_sql_by_db_load(
        db_resource_id="db-ABCDEF1234567890",
        lookback_minutes=60,
    )
    for i, q in enumerate(top_queries, 1):
        print(f"\n#{i} — DB Load: {q['avg_db_load_aas']} AAS")
        print(f"  SQL: {q['sql'][:100]}...")
