/** {@code AWS::SecretsManager::*}. */
package homeport.stack.type.secretsmanager;
