package homeport.cloud.secret;

/** The services that keep secrets for users. {@code server} plugs them in. */
@FunctionalInterface
public interface Owners {
    /**
     * Asks the owner for a new value; it comes when the owner has it. May be repeated.
     *
     * @param arn of a secret that a service manages
     * @throws homeport.aws.AwsException the owner cannot do it now
     */
    void rotate(String arn);
}
