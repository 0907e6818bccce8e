/** {@code AWS::RDS::*}. */
package homeport.stack.type.rds;
