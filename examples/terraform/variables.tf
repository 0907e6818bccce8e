variable "endpoint" {
  description = "Where every AWS API answers."
  type        = string
  default     = "http://127.0.0.1:4566"
}

variable "name" {
  description = "What everything is called after."
  type        = string
  default     = "postgres-prod"
}

variable "engine_version" {
  description = "PostgreSQL's."
  type        = string
  default     = "16"
}

variable "family" {
  description = "Parameter group family of that version."
  type        = string
  default     = "postgres16"
}

variable "slow_query_ms" {
  description = "Statements that take longer are logged."
  type        = number
  default     = 1000
}

variable "idle_client_seconds" {
  description = "The proxy sends away clients that ask nothing for so long."
  type        = number
  default     = 1800
}

variable "read_replica" {
  description = "Whether the instance has a read replica, and an alarm for its lag."
  type        = bool
  default     = true
}

variable "multi_az_cluster" {
  description = "Whether there is also a Multi-AZ DB cluster, with a proxy of its own."
  type        = bool
  default     = false
}
