/**
 * ECR as far as stacks that have repositories ask: the repositories and what they are told, but no
 * registry behind them. There are no images, and no push or pull answers.
 */
package homeport.cloud.ecr;
