package homeport.cloud.ssm;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryResponse;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.ParameterHistory;

/** Values by name, by path, and those that were. */
final class Getting {
    private static final int PATH_PAGE = 10;
    private static final int HISTORY_PAGE = 50;

    private final ParameterStore parameters;

    Getting(ParameterStore parameters) {
        this.parameters = parameters;
    }

    void register(Service ssm) {
        ssm.on("GetParameter", GetParameterRequest::builder, this::one)
                .on("GetParameters", GetParametersRequest::builder, this::several)
                .on("GetParametersByPath", GetParametersByPathRequest::builder, this::byPath)
                .on("GetParameterHistory", GetParameterHistoryRequest::builder, this::history);
    }

    private GetParameterResponse one(Call call, GetParameterRequest asked) {
        return GetParameterResponse.builder()
                .parameter(found(call, asked.name(), decrypt(asked.withDecryption())))
                .build();
    }

    private GetParametersResponse several(Call call, GetParametersRequest asked) {
        var found = new ArrayList<software.amazon.awssdk.services.ssm.model.Parameter>();
        var invalid = new ArrayList<String>();
        for (String name : asked.names()) {
            try {
                found.add(found(call, name, decrypt(asked.withDecryption())));
            } catch (AwsException absent) {
                invalid.add(name);
            }
        }
        return GetParametersResponse.builder().parameters(found).invalidParameters(invalid).build();
    }

    private software.amazon.awssdk.services.ssm.model.Parameter found(
            Call call, String text, boolean decrypt) {
        ParameterName name = ParameterName.of(text);
        Parameter held =
                parameters
                        .find(call.region(), name.name())
                        .orElseThrow(() -> Refusal.notFound(name.name()));
        ParameterVersion version =
                name.selector().isEmpty()
                        ? held.newest()
                        : held.selected(name.selector().get())
                                .orElseThrow(() ->
                                        Refusal.noVersion(name.name(), name.selector().get()));
        return shown(call, held, version, name.selector(), decrypt);
    }

    private software.amazon.awssdk.services.ssm.model.Parameter shown(
            Call call,
            Parameter held,
            ParameterVersion version,
            Optional<String> selector,
            boolean decrypt) {
        return software.amazon.awssdk.services.ssm.model.Parameter.builder()
                .name(held.name())
                .type(held.type())
                .value(parameters.value(call.region(), held, version, decrypt))
                .version(version.number())
                .selector(selector.map(text -> ":" + text).orElse(null))
                .lastModifiedDate(version.modified())
                .arn(ParameterName.arn(call.region(), parameters.account(), held.name()))
                .dataType(version.dataType())
                .build();
    }

    private GetParametersByPathResponse byPath(Call call, GetParametersByPathRequest asked) {
        if (!asked.path().startsWith("/"))
            throw Refusal.invalid(
                    "The parameter doesn't meet the parameter name requirements. The parameter name"
                            + " must begin with a forward slash \"/\".");
        boolean recursive = Boolean.TRUE.equals(asked.recursive());
        Predicate<Parameter> wanted = Filters.byPath(asked.parameterFilters());
        List<Parameter> all =
                parameters.all(call.region()).stream()
                        .filter(one -> Filters.under(one.name(), asked.path(), recursive))
                        .filter(wanted)
                        .toList();
        var page =
                Page.of(
                        all,
                        Parameter::name,
                        Optional.ofNullable(asked.maxResults()).orElse(PATH_PAGE),
                        Optional.ofNullable(asked.nextToken()));
        boolean decrypt = decrypt(asked.withDecryption());
        return GetParametersByPathResponse.builder()
                .parameters(
                        page.items().stream()
                                .map(one ->
                                        shown(call, one, one.newest(), Optional.empty(), decrypt))
                                .toList())
                .nextToken(page.nextToken().orElse(null))
                .build();
    }

    private GetParameterHistoryResponse history(Call call, GetParameterHistoryRequest asked) {
        String name = ParameterName.plain(asked.name());
        Parameter held =
                parameters.find(call.region(), name).orElseThrow(() -> Refusal.notFound(name));
        var page =
                Page.of(
                        held.versions(),
                        version -> "%019d".formatted(version.number()),
                        Optional.ofNullable(asked.maxResults()).orElse(HISTORY_PAGE),
                        Optional.ofNullable(asked.nextToken()));
        boolean decrypt = decrypt(asked.withDecryption());
        return GetParameterHistoryResponse.builder()
                .parameters(
                        page.items().stream().map(one -> past(call, held, one, decrypt)).toList())
                .nextToken(page.nextToken().orElse(null))
                .build();
    }

    private ParameterHistory past(
            Call call, Parameter held, ParameterVersion version, boolean decrypt) {
        return ParameterHistory.builder()
                .name(held.name())
                .type(held.type())
                .keyId(version.keyId().orElse(null))
                .lastModifiedDate(version.modified())
                .lastModifiedUser(version.user())
                .description(version.description().orElse(null))
                .value(parameters.value(call.region(), held, version, decrypt))
                .allowedPattern(version.allowedPattern().orElse(null))
                .version(version.number())
                .labels(version.labels().stream().sorted().toList())
                .tier(version.tier())
                .policies(List.of())
                .dataType(version.dataType())
                .build();
    }

    private static boolean decrypt(Boolean asked) {
        return Boolean.TRUE.equals(asked);
    }
}
