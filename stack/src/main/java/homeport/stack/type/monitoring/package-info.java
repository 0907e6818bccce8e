/** {@code AWS::CloudWatch::*} and {@code AWS::Logs::*}. */
package homeport.stack.type.monitoring;
