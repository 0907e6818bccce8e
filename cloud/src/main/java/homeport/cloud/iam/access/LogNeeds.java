package homeport.cloud.iam.access;

import homeport.aws.Call;
import java.util.Optional;
import java.util.Set;

/**
 * What requests to CloudWatch Logs name. Policies say {@code log-group:NAME:*} of a group and
 * {@code log-group:NAME:log-stream:STREAM} of a stream. Source: Service Authorization Reference,
 * "Amazon CloudWatch Logs".
 */
final class LogNeeds {
    private static final Set<String> OF_STREAMS =
            Set.of("GetLogEvents", "PutLogEvents", "DeleteLogStream");

    private LogNeeds() {}

    static Optional<String> resource(Call call, String action, Members members) {
        Optional<String> tagged = members.text("resourceArn");
        if (tagged.isPresent()) return tagged;
        String group =
                members.text("logGroupName")
                        .or(() -> members.text("logGroupIdentifier").map(LogNeeds::name))
                        .orElse("");
        String stream = OF_STREAMS.contains(action) ? members.text("logStreamName").orElse("") : "";
        return Optional.of(call.arn("logs", "log-group:" + group + ":log-stream:" + stream));
    }

    /** An identifier is a name or an ARN. */
    private static String name(String identifier) {
        if (!identifier.startsWith("arn:")) return identifier;
        String[] parts = identifier.split(":", 8);
        return parts.length < 7 ? identifier : parts[6];
    }
}
