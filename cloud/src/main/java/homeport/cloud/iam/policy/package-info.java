/**
 * The policy language: documents read strictly, and the decision whether a request is allowed.
 * Pure: time and everything else about a request are arguments. Source: IAM user guide, "IAM JSON
 * policy elements reference" and "Policy evaluation logic".
 */
package homeport.cloud.iam.policy;
