package homeport.control.parameter;

import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.name.Filters;
import homeport.control.record.Paging;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.rds.model.DBParameterGroup;
import software.amazon.awssdk.services.rds.model.DescribeDbParameterGroupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbParameterGroupsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbParametersRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbParametersResponse;
import software.amazon.awssdk.services.rds.model.DescribeEngineDefaultParametersRequest;
import software.amazon.awssdk.services.rds.model.DescribeEngineDefaultParametersResponse;
import software.amazon.awssdk.services.rds.model.EngineDefaults;
import software.amazon.awssdk.services.rds.model.Parameter;

/** The describe actions of parameter groups. */
final class ParameterDescriptions {
    private final Groups groups;

    ParameterDescriptions(Groups groups) {
        this.groups = groups;
    }

    void register(Service rds) {
        rds.on("DescribeDBParameterGroups", DescribeDbParameterGroupsRequest::builder, this::groups)
                .on("DescribeDBParameters", DescribeDbParametersRequest::builder, this::parameters)
                .on(
                        "DescribeEngineDefaultParameters",
                        DescribeEngineDefaultParametersRequest::builder,
                        this::engineDefaults);
    }

    static DBParameterGroup view(Call call, ParameterGroup group) {
        return DBParameterGroup.builder()
                .dbParameterGroupName(group.name())
                .dbParameterGroupFamily(ParameterFamily.name(group.major()))
                .description(group.description())
                .dbParameterGroupArn(call.arn("rds", "pg:" + group.name()))
                .build();
    }

    private DescribeDbParameterGroupsResponse groups(
            Call call, DescribeDbParameterGroupsRequest asked) {
        Filters.of(asked.filters(), Map.of());
        List<ParameterGroup> wanted =
                asked.dbParameterGroupName() == null
                        ? groups.list(call.region())
                        : List.of(groups.get(call.region(), asked.dbParameterGroupName()));
        Paging<ParameterGroup> page =
                Paging.of(wanted, asked.maxRecords(), asked.marker(), ParameterGroup::name);
        return DescribeDbParameterGroupsResponse.builder()
                .dbParameterGroups(page.rows().stream().map(group -> view(call, group)).toList())
                .marker(page.markerOrNull())
                .build();
    }

    private DescribeDbParametersResponse parameters(Call call, DescribeDbParametersRequest asked) {
        ParameterGroup group = groups.get(call.region(), asked.dbParameterGroupName());
        List<Parameter> rows =
                ParameterRows.of(
                        group, groups.family(group.major()), asked.source(), asked.filters());
        Paging<Parameter> page =
                Paging.of(rows, asked.maxRecords(), asked.marker(), Parameter::parameterName);
        return DescribeDbParametersResponse.builder()
                .parameters(page.rows())
                .marker(page.markerOrNull())
                .build();
    }

    private DescribeEngineDefaultParametersResponse engineDefaults(
            Call call, DescribeEngineDefaultParametersRequest asked) {
        int major = groups.major(asked.dbParameterGroupFamily());
        List<Parameter> rows =
                ParameterRows.of(
                        ParameterGroup.ofFamily(major),
                        groups.family(major),
                        null,
                        asked.filters());
        Paging<Parameter> page =
                Paging.of(rows, asked.maxRecords(), asked.marker(), Parameter::parameterName);
        EngineDefaults defaults =
                EngineDefaults.builder()
                        .dbParameterGroupFamily(ParameterFamily.name(major))
                        .parameters(page.rows())
                        .marker(page.markerOrNull())
                        .build();
        return DescribeEngineDefaultParametersResponse.builder().engineDefaults(defaults).build();
    }
}
