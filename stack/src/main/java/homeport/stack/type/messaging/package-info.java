/** {@code AWS::SNS::*} and {@code AWS::SQS::*}. */
package homeport.stack.type.messaging;
