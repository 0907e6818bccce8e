package homeport.cloud.ssm;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ssm.model.DeleteParameterRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParameterResponse;
import software.amazon.awssdk.services.ssm.model.DeleteParametersRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParametersResponse;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.PutParameterResponse;

/** Parameters come, get new values, and go. */
final class Putting {
    /** Source: AWS General Reference, "Systems Manager quotas". */
    private static final int STANDARD_BYTES_MAX = 4096;

    private static final int ADVANCED_BYTES_MAX = 8192;
    private static final int VERSIONS_MAX = 100;
    private static final String TEXT = "text";
    private static final String KEY_DEFAULT = "alias/aws/ssm";

    private final ParameterStore parameters;

    Putting(ParameterStore parameters) {
        this.parameters = parameters;
    }

    void register(Service ssm) {
        ssm.on("PutParameter", PutParameterRequest::builder, this::put)
                .on("DeleteParameter", DeleteParameterRequest::builder, this::delete)
                .on("DeleteParameters", DeleteParametersRequest::builder, this::deleteAll);
    }

    private PutParameterResponse put(Call call, PutParameterRequest asked) {
        String name = ParameterName.plain(asked.name());
        ParameterName.check(name);
        check(asked);
        boolean overwrite = Boolean.TRUE.equals(asked.overwrite());
        Optional<Parameter> before = parameters.find(call.region(), name);
        Parameter after =
                before.isEmpty()
                        ? create(call, name, asked)
                        : overwritten(call, name, asked, overwrite);
        return PutParameterResponse.builder()
                .version(after.newest().number())
                .tier(after.newest().tier())
                .build();
    }

    private static void check(PutParameterRequest asked) {
        if (asked.value().isEmpty())
            throw Refusal.invalid("The value must have a length of at least 1.");
        if (asked.policies() != null)
            throw Refusal.invalid("Homeport does not support parameter policies.");
        String dataType = Optional.ofNullable(asked.dataType()).orElse(TEXT);
        if (!dataType.equals(TEXT))
            throw Refusal.invalid("The data type is %s, allowed here: text.".formatted(dataType));
        if (asked.allowedPattern() != null)
            AllowedPattern.check(asked.allowedPattern(), asked.value());
    }

    private Parameter create(Call call, String name, PutParameterRequest asked) {
        if (asked.typeAsString() == null)
            throw Refusal.invalid("A parameter type is required when you create a parameter.");
        if (parameters.all(call.region()).size() >= ParameterStore.PARAMETERS_MAX)
            throw Refusal.limit(
                    "You have exceeded the number of parameters for this account and region, %d."
                            .formatted(ParameterStore.PARAMETERS_MAX));
        Map<String, String> tags = Tagging.added(Map.of(), asked.tags());
        String type = asked.typeAsString();
        ParameterVersion first = version(call, 1, asked, type, Optional.empty());
        Parameter fresh = new Parameter(name, type, tags, List.of(first));
        if (!parameters.create(call.region(), fresh, asked.value())) throw Refusal.exists();
        return fresh;
    }

    private Parameter overwritten(
            Call call, String name, PutParameterRequest asked, boolean overwrite) {
        if (!overwrite) throw Refusal.exists();
        if (!asked.tags().isEmpty())
            throw Refusal.invalid(
                    "Invalid request: tags and overwrite can't be used together. To create a parameter"
                            + " with tags, please remove overwrite flag. To update tags for an existing"
                            + " parameter, please use AddTagsToResource or RemoveTagsFromResource.");
        return parameters.change(
                call.region(),
                name,
                Optional.of(asked.value()),
                before -> {
                    checkType(before, asked);
                    ParameterVersion last = before.newest();
                    List<ParameterVersion> versions = room(before);
                    versions.add(
                            version(
                                    call,
                                    last.number() + 1,
                                    asked,
                                    before.type(),
                                    Optional.of(last)));
                    return before.withVersions(versions);
                });
    }

    private static void checkType(Parameter before, PutParameterRequest asked) {
        if (asked.typeAsString() != null && !asked.typeAsString().equals(before.type()))
            throw new AwsException(
                    "HierarchyTypeMismatchException",
                    "The parameter %s is a %s; a parameter's type cannot be changed to %s."
                            .formatted(before.name(), before.type(), asked.typeAsString()));
    }

    /** The oldest version makes room, unless somebody relies on it. */
    private static List<ParameterVersion> room(Parameter before) {
        var versions = new ArrayList<>(before.versions());
        if (versions.size() < VERSIONS_MAX) return versions;
        if (!versions.getFirst().labels().isEmpty())
            throw new AwsException(
                    "ParameterMaxVersionLimitExceeded",
                    ("You attempted to create a new version of %s by calling the PutParameter API with"
                                    + " the overwrite flag. Version %d, the oldest version, can't be"
                                    + " deleted because it has a label associated with it. Move the"
                                    + " label to another version of the parameter, and try again.")
                            .formatted(before.name(), versions.getFirst().number()));
        versions.removeFirst();
        return versions;
    }

    private static ParameterVersion version(
            Call call,
            long number,
            PutParameterRequest asked,
            String type,
            Optional<ParameterVersion> last) {
        boolean secure = type.equals(Parameter.SECURE);
        if (asked.keyId() != null && !secure)
            throw Refusal.invalid("KeyId is required for SecureString type parameter only.");
        Optional<String> key =
                Optional.ofNullable(asked.keyId())
                        .or(() -> last.flatMap(ParameterVersion::keyId))
                        .or(() -> Optional.of(KEY_DEFAULT))
                        .filter(any -> secure);
        return new ParameterVersion(
                number,
                call.now().truncatedTo(ChronoUnit.MILLIS),
                call.caller().arn(),
                Optional.ofNullable(asked.description())
                        .or(() -> last.flatMap(ParameterVersion::description)),
                key,
                Optional.ofNullable(asked.allowedPattern())
                        .or(() -> last.flatMap(ParameterVersion::allowedPattern)),
                tier(asked, last),
                TEXT,
                Set.of());
    }

    private static String tier(PutParameterRequest asked, Optional<ParameterVersion> last) {
        int bytes = asked.value().getBytes(StandardCharsets.UTF_8).length;
        boolean was = last.filter(ParameterVersion::advanced).isPresent();
        String wanted =
                Optional.ofNullable(asked.tierAsString())
                        .orElse(was ? Parameter.ADVANCED : Parameter.STANDARD);
        boolean either = wanted.equals("Intelligent-Tiering");
        boolean advanced =
                wanted.equals(Parameter.ADVANCED) || either && (was || bytes > STANDARD_BYTES_MAX);
        if (was && !advanced)
            throw Refusal.invalid(
                    "This parameter uses the advanced-parameter tier. You can't downgrade a parameter"
                            + " from the advanced-parameter tier to the standard-parameter tier.");
        if (!advanced && bytes > STANDARD_BYTES_MAX)
            throw Refusal.invalid(
                    "Standard tier parameters support a maximum parameter value of 4096 characters. To"
                            + " create a larger parameter value, upgrade the parameter to use the"
                            + " advanced-parameter tier.");
        if (bytes > ADVANCED_BYTES_MAX)
            throw Refusal.invalid(
                    "Advanced tier parameters support a maximum parameter value of 8192 characters.");
        return advanced ? Parameter.ADVANCED : Parameter.STANDARD;
    }

    private DeleteParameterResponse delete(Call call, DeleteParameterRequest asked) {
        String name = ParameterName.plain(asked.name());
        if (!parameters.delete(call.region(), name)) throw Refusal.notFound(name);
        return DeleteParameterResponse.builder().build();
    }

    private DeleteParametersResponse deleteAll(Call call, DeleteParametersRequest asked) {
        var deleted = new ArrayList<String>();
        var invalid = new ArrayList<String>();
        for (String name : asked.names().stream().distinct().toList())
            (parameters.delete(call.region(), ParameterName.plain(name)) ? deleted : invalid)
                    .add(name);
        return DeleteParametersResponse.builder()
                .deletedParameters(deleted)
                .invalidParameters(invalid)
                .build();
    }
}
