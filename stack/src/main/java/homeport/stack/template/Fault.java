package homeport.stack.template;

import homeport.aws.AwsException;

/** What is wrong with a template, in CloudFormation's words. */
public final class Fault {
    private Fault() {}

    /** The document is not a template. */
    static AwsException format(String text, Object... values) {
        return validation("Template format error: " + text.formatted(values));
    }

    /** A function, or what it is given, is wrong. */
    static AwsException template(String text, Object... values) {
        return validation("Template error: " + text.formatted(values));
    }

    public static AwsException validation(String text) {
        return new AwsException("ValidationError", text);
    }
}
