terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

# Region and keys come from the environment, as `homeport env` prints them.
provider "aws" {
  skip_metadata_api_check = true
  skip_region_validation  = true

  endpoints {
    cloudwatch     = var.endpoint
    ec2            = var.endpoint
    iam            = var.endpoint
    rds            = var.endpoint
    secretsmanager = var.endpoint
    sns            = var.endpoint
    sts            = var.endpoint
  }

  default_tags {
    tags = { Project = var.name }
  }
}

data "aws_availability_zones" "here" {
  state = "available"
}

data "aws_caller_identity" "me" {}
