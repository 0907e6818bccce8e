/** {@code AWS::IAM::*}. */
package homeport.stack.type.iam;
