package homeport.cloud.iam.policy;

/**
 * May this be done?
 *
 * @param action {@code service:Action}
 * @param resource an ARN, or {@code *} for an action that has none
 */
public record Ask(String action, String resource, Facts facts) {}
