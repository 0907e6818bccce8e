package homeport.cloud.ssm;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ssm.model.LabelParameterVersionRequest;
import software.amazon.awssdk.services.ssm.model.LabelParameterVersionResponse;
import software.amazon.awssdk.services.ssm.model.UnlabelParameterVersionRequest;
import software.amazon.awssdk.services.ssm.model.UnlabelParameterVersionResponse;

/** Labels on versions: each on one version, ten on each. Source: LabelParameterVersion. */
final class Labelling {
    private static final int PER_VERSION_MAX = 10;
    private static final Pattern FORM = Pattern.compile("[a-zA-Z_.-][a-zA-Z0-9_.-]{0,99}");

    private final ParameterStore parameters;

    Labelling(ParameterStore parameters) {
        this.parameters = parameters;
    }

    void register(Service ssm) {
        ssm.on("LabelParameterVersion", LabelParameterVersionRequest::builder, this::label)
                .on(
                        "UnlabelParameterVersion",
                        UnlabelParameterVersionRequest::builder,
                        this::unlabel);
    }

    private LabelParameterVersionResponse label(Call call, LabelParameterVersionRequest asked) {
        String name = ParameterName.plain(asked.name());
        List<String> valid = asked.labels().stream().filter(Labelling::isValid).toList();
        List<String> invalid = asked.labels().stream().filter(one -> !isValid(one)).toList();
        long[] number = new long[1];
        parameters.change(
                call.region(),
                name,
                Optional.empty(),
                before -> {
                    number[0] =
                            Optional.ofNullable(asked.parameterVersion())
                                    .orElse(before.newest().number());
                    ParameterVersion target = required(before, number[0]);
                    var labels = new TreeSet<>(target.labels());
                    labels.addAll(valid);
                    if (labels.size() > PER_VERSION_MAX)
                        throw new AwsException(
                                "ParameterVersionLabelLimitExceeded",
                                "A parameter version can have a maximum of ten labels.");
                    return before.withVersions(moved(before, number[0], valid));
                });
        return LabelParameterVersionResponse.builder()
                .invalidLabels(invalid)
                .parameterVersion(number[0])
                .build();
    }

    private static List<ParameterVersion> moved(Parameter before, long to, List<String> labels) {
        var versions = new ArrayList<ParameterVersion>();
        for (ParameterVersion version : before.versions()) {
            var after = new TreeSet<>(version.labels());
            if (version.number() == to) after.addAll(labels);
            else after.removeAll(labels);
            versions.add(version.labelled(after));
        }
        return versions;
    }

    private UnlabelParameterVersionResponse unlabel(
            Call call, UnlabelParameterVersionRequest asked) {
        String name = ParameterName.plain(asked.name());
        var removed = new ArrayList<String>();
        var invalid = new ArrayList<String>();
        parameters.change(
                call.region(),
                name,
                Optional.empty(),
                before -> {
                    removed.clear();
                    invalid.clear();
                    ParameterVersion target = required(before, asked.parameterVersion());
                    for (String label : asked.labels())
                        (target.labels().contains(label) ? removed : invalid).add(label);
                    var versions = new ArrayList<>(before.versions());
                    var after = new TreeSet<>(target.labels());
                    removed.forEach(after::remove);
                    versions.set(versions.indexOf(target), target.labelled(after));
                    return before.withVersions(versions);
                });
        return UnlabelParameterVersionResponse.builder()
                .removedLabels(removed)
                .invalidLabels(invalid)
                .build();
    }

    private static ParameterVersion required(Parameter of, long number) {
        return of.versions().stream()
                .filter(one -> one.number() == number)
                .findFirst()
                .orElseThrow(() -> Refusal.noVersion(of.name(), Long.toString(number)));
    }

    private static boolean isValid(String label) {
        String lower = label.toLowerCase(Locale.ROOT);
        return FORM.matcher(label).matches()
                && !lower.startsWith("aws")
                && !lower.startsWith("ssm");
    }
}
