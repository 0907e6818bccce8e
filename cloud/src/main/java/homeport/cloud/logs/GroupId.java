package homeport.cloud.logs;

import homeport.aws.Call;

/** How requests say which group they mean. */
final class GroupId {
    private static final String KIND = "log-group:";

    private GroupId() {}

    /**
     * @param name null, when {@code identifier} is given
     * @param identifier a name or an ARN; null, when {@code name} is given
     */
    static String name(Call call, String name, String identifier) {
        if (name != null && identifier != null)
            throw Refusal.parameter(
                    "LogGroup name and LogGroup identifier are mutually exclusive parameters.");
        if (name != null) return name;
        if (identifier == null)
            throw Refusal.parameter("Either logGroupName or logGroupIdentifier must be given.");
        return identifier.startsWith("arn:") ? ofArn(call, identifier) : identifier;
    }

    /** The group of an ARN, which may end in {@code :*}; in the caller's region and account. */
    static String ofArn(Call call, String arn) {
        String own = call.arn("logs", KIND);
        if (!arn.startsWith(own)) throw Refusal.noGroup();
        String rest = arn.substring(own.length());
        return rest.endsWith(":*") ? rest.substring(0, rest.length() - 2) : rest;
    }

    static String arn(Call call, String name) {
        return call.arn("logs", KIND + name);
    }
}
