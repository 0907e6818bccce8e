output "proxy_endpoint" {
  value = aws_db_proxy.db.endpoint
}

output "instance_endpoint" {
  value = aws_db_instance.db.address
}

output "replica_endpoint" {
  value = one(aws_db_instance.replica[*].address)
}

output "cluster_endpoint" {
  value = one(aws_rds_cluster.maz[*].endpoint)
}

output "secret_arn" {
  value = aws_secretsmanager_secret.db.arn
}

# What a role of the application may use to connect as pgadmin with a token.
output "connect_resource" {
  value = "arn:aws:rds-db:${split(":", aws_db_proxy.db.arn)[3]}:${data.aws_caller_identity.me.account_id}:dbuser:${split(":", aws_db_proxy.db.arn)[6]}/pgadmin"
}
