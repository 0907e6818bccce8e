# A Multi-AZ DB cluster: a writer and two readers, each with storage of its own.

locals {
  cluster = var.multi_az_cluster ? 1 : 0
}

resource "aws_rds_cluster" "maz" {
  count                     = local.cluster
  cluster_identifier        = "${var.name}-maz"
  engine                    = "postgres"
  engine_version            = var.engine_version
  db_cluster_instance_class = "db.m5d.large"
  database_name             = "app"
  master_username           = local.login.username
  master_password           = local.login.password
  storage_type              = "io1"
  allocated_storage         = 100
  iops                      = 1000
  backup_retention_period   = 7
  db_subnet_group_name      = aws_db_subnet_group.db.name
  vpc_security_group_ids    = [aws_security_group.db.id]
  skip_final_snapshot       = true
  apply_immediately         = true
}

resource "aws_db_proxy" "maz" {
  count                  = local.cluster
  name                   = "${var.name}-maz-proxy"
  engine_family          = "POSTGRESQL"
  role_arn               = aws_iam_role.proxy.arn
  vpc_subnet_ids         = aws_subnet.private[*].id
  vpc_security_group_ids = [aws_security_group.proxy.id]
  require_tls            = true

  auth {
    auth_scheme = "SECRETS"
    iam_auth    = "DISABLED"
    secret_arn  = aws_secretsmanager_secret.db.arn
  }

  depends_on = [aws_iam_role_policy.read_secret, aws_secretsmanager_secret_version.db]
}

resource "aws_db_proxy_default_target_group" "maz" {
  count         = local.cluster
  db_proxy_name = aws_db_proxy.maz[0].name
}

resource "aws_db_proxy_target" "maz" {
  count                 = local.cluster
  db_proxy_name         = aws_db_proxy.maz[0].name
  target_group_name     = aws_db_proxy_default_target_group.maz[0].name
  db_cluster_identifier = aws_rds_cluster.maz[0].cluster_identifier
}

resource "aws_db_proxy_endpoint" "maz_readers" {
  count                  = local.cluster
  db_proxy_name          = aws_db_proxy.maz[0].name
  db_proxy_endpoint_name = "${var.name}-maz-ro"
  vpc_subnet_ids         = aws_subnet.private[*].id
  vpc_security_group_ids = [aws_security_group.proxy.id]
  target_role            = "READ_ONLY"
}
