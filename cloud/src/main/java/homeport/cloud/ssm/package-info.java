/**
 * Systems Manager's Parameter Store: texts by name, with versions and labels. The public parameters
 * under {@code /aws/service} are AWS's own and not here.
 */
package homeport.cloud.ssm;
