package homeport.aws;

/**
 * Carries out one action. Input and output are the SDK's own classes, already checked against the
 * model.
 */
@FunctionalInterface
public interface Handler<I, O> {
    /**
     * @throws AwsException what the caller is told instead of a result
     */
    O handle(Call call, I request);
}
