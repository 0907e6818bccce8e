package homeport.aws;

import homeport.aws.model.Validation.Fault;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells the caller what the model does not allow, as services of that wire do. */
final class Complaint {
    /** They speak the query wire and still list every fault, as the JSON services do. */
    private static final Set<String> LISTING = Set.of("iam", "sts");

    private Complaint() {}

    /**
     * @param listing all of them, not the first alone
     * @throws AwsException {@code MissingParameter} or {@code InvalidParameterValue}; on JSON and
     *     CBOR wires, and from IAM and STS, both become the service's validation error
     */
    static void about(List<Fault> faults, boolean listing, String service) {
        if (faults.isEmpty()) return;
        if (!listing && !LISTING.contains(service)) throw query(faults.getFirst());
        String all = faults.stream().map(Complaint::detected).collect(Collectors.joining("; "));
        throw new AwsException(
                "ValidationError",
                "%d validation error%s detected: %s"
                        .formatted(faults.size(), faults.size() == 1 ? "" : "s", all));
    }

    private static AwsException query(Fault fault) {
        if (fault.missing())
            return new AwsException(
                    "MissingParameter",
                    "The request must contain the parameter " + fault.path() + ".");
        return AwsException.invalidValue(
                "Invalid value%s for %s. %s."
                        .formatted(
                                fault.value().map(value -> " '" + value + "'").orElse(""),
                                fault.path(),
                                fault.allowed()));
    }

    private static String detected(Fault fault) {
        return "Value%s at '%s' failed to satisfy constraint: Member %s"
                .formatted(
                        fault.missing()
                                ? " null"
                                : fault.value().map(v -> " '" + v + "'").orElse(""),
                        lowerFirst(fault.path()),
                        fault.missing()
                                ? "must not be null"
                                : fault.allowed().replaceFirst("^Must", "must"));
    }

    private static String lowerFirst(String path) {
        return Character.toLowerCase(path.charAt(0)) + path.substring(1);
    }
}
