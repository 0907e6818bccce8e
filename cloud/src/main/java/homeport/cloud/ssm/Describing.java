package homeport.cloud.ssm;

import homeport.aws.Call;
import homeport.aws.Service;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ssm.model.DescribeParametersRequest;
import software.amazon.awssdk.services.ssm.model.DescribeParametersResponse;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;

/** What parameters there are, without their values. */
final class Describing {
    private static final int PAGE_DEFAULT = 10;

    private final ParameterStore parameters;

    Describing(ParameterStore parameters) {
        this.parameters = parameters;
    }

    void register(Service ssm) {
        ssm.on("DescribeParameters", DescribeParametersRequest::builder, this::describe);
    }

    private DescribeParametersResponse describe(Call call, DescribeParametersRequest asked) {
        if (Boolean.TRUE.equals(asked.shared()))
            throw Refusal.invalid("Homeport has no parameters that other accounts share.");
        var wanted = Filters.describing(asked.parameterFilters(), asked.filters());
        List<Parameter> all = parameters.all(call.region()).stream().filter(wanted).toList();
        var page =
                Page.of(
                        all,
                        Parameter::name,
                        Optional.ofNullable(asked.maxResults()).orElse(PAGE_DEFAULT),
                        Optional.ofNullable(asked.nextToken()));
        return DescribeParametersResponse.builder()
                .parameters(page.items().stream().map(one -> shown(call, one)).toList())
                .nextToken(page.nextToken().orElse(null))
                .build();
    }

    private ParameterMetadata shown(Call call, Parameter one) {
        ParameterVersion newest = one.newest();
        return ParameterMetadata.builder()
                .name(one.name())
                .arn(ParameterName.arn(call.region(), parameters.account(), one.name()))
                .type(one.type())
                .keyId(newest.keyId().orElse(null))
                .lastModifiedDate(newest.modified())
                .lastModifiedUser(newest.user())
                .description(newest.description().orElse(null))
                .allowedPattern(newest.allowedPattern().orElse(null))
                .version(newest.number())
                .tier(newest.tier())
                .policies(List.of())
                .dataType(newest.dataType())
                .build();
    }
}
