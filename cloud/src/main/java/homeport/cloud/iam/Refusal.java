package homeport.cloud.iam;

import homeport.aws.AwsException;

/** IAM's answers to what it cannot do. Source: API reference, errors of each action. */
final class Refusal {
    private Refusal() {}

    /**
     * @param kind {@code user}, {@code group}, {@code role}
     */
    static AwsException none(String kind, String name) {
        return missing("The %s with name %s cannot be found.".formatted(kind, name));
    }

    static AwsException missing(String sentence) {
        return new AwsException("NoSuchEntity", sentence);
    }

    static AwsException noPolicy(String arn) {
        return missing("Policy %s does not exist or is not attachable.".formatted(arn));
    }

    static AwsException exists(String sentence) {
        return new AwsException("EntityAlreadyExists", sentence);
    }

    static AwsException conflict(String sentence) {
        return new AwsException("DeleteConflict", sentence);
    }

    static AwsException limit(String sentence) {
        return new AwsException("LimitExceeded", sentence);
    }

    /** {@code Cannot exceed quota for UsersPerAccount: 5000}. */
    static AwsException quota(String name, int max) {
        return limit("Cannot exceed quota for %s: %d".formatted(name, max));
    }

    static AwsException input(String sentence) {
        return new AwsException("InvalidInput", sentence);
    }

    static AwsException validation(String sentence) {
        return new AwsException("ValidationError", sentence);
    }
}
