# The password is drawn once; drawing another in a later plan changes nothing.
data "aws_secretsmanager_random_password" "drawn" {
  password_length     = 30
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "db" {
  name                    = "${var.name}-credentials"
  description             = "RDS PostgreSQL master credentials"
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "db" {
  secret_id = aws_secretsmanager_secret.db.id
  secret_string = jsonencode({
    username = "pgadmin"
    password = data.aws_secretsmanager_random_password.drawn.random_password
  })

  lifecycle {
    ignore_changes = [secret_string]
  }
}

locals {
  login = jsondecode(aws_secretsmanager_secret_version.db.secret_string)
}

resource "aws_db_subnet_group" "db" {
  name        = "${var.name}-subnets"
  description = "Private subnets"
  subnet_ids  = aws_subnet.private[*].id
}

resource "aws_db_parameter_group" "db" {
  name        = "${var.name}-${var.family}"
  family      = var.family
  description = "What the application needs"

  parameter {
    name  = "log_min_duration_statement"
    value = var.slow_query_ms
  }
  parameter {
    name  = "log_lock_waits"
    value = "1"
  }
  parameter {
    name  = "idle_in_transaction_session_timeout"
    value = "30000"
  }
  parameter {
    name  = "work_mem"
    value = "16384"
  }
}

data "aws_iam_policy_document" "monitoring" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["monitoring.rds.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "monitoring" {
  name               = "${var.name}-monitoring"
  assume_role_policy = data.aws_iam_policy_document.monitoring.json
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

resource "aws_db_instance" "db" {
  identifier     = var.name
  engine         = "postgres"
  engine_version = var.engine_version
  instance_class = "db.t3.large"
  db_name        = "app"
  username       = local.login.username
  password       = local.login.password
  multi_az       = true

  allocated_storage = 100
  storage_type      = "gp3"
  storage_encrypted = true

  db_subnet_group_name   = aws_db_subnet_group.db.name
  vpc_security_group_ids = [aws_security_group.db.id]
  parameter_group_name   = aws_db_parameter_group.db.name

  backup_retention_period = 7
  backup_window           = "03:00-04:00"
  maintenance_window      = "sun:04:00-sun:05:00"
  copy_tags_to_snapshot   = true

  performance_insights_enabled        = true
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.monitoring.arn
  iam_database_authentication_enabled = true

  # For production: deletion_protection = true, and a final snapshot.
  deletion_protection = false
  skip_final_snapshot = true
  apply_immediately   = true

  depends_on = [aws_iam_role_policy_attachment.monitoring]
}

resource "aws_db_instance" "replica" {
  count                        = var.read_replica ? 1 : 0
  identifier                   = "${var.name}-replica"
  replicate_source_db          = aws_db_instance.db.identifier
  instance_class               = "db.t3.large"
  storage_encrypted            = true
  vpc_security_group_ids       = [aws_security_group.db.id]
  performance_insights_enabled = true
  skip_final_snapshot          = true
  apply_immediately            = true
}
