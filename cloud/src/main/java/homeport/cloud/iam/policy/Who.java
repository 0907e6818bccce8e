package homeport.cloud.iam.policy;

/**
 * A principal as resource policies name it.
 *
 * @param arn the user, the session, or the account's root
 * @param principalArn the same, but a session's role
 * @param account twelve digits
 */
public record Who(String arn, String principalArn, String account) {}
