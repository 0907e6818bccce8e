package homeport.control.parameter;

import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.parameter.ParameterDescriptions.Wanted;
import homeport.control.record.Paging;
import software.amazon.awssdk.services.rds.model.CopyDbClusterParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.CopyDbClusterParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.CreateDbClusterParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.CreateDbClusterParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.DBClusterParameterGroup;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterParameterGroupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterParameterGroupsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterParametersRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterParametersResponse;
import software.amazon.awssdk.services.rds.model.DescribeEngineDefaultClusterParametersRequest;
import software.amazon.awssdk.services.rds.model.DescribeEngineDefaultClusterParametersResponse;
import software.amazon.awssdk.services.rds.model.EngineDefaults;
import software.amazon.awssdk.services.rds.model.ModifyDbClusterParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbClusterParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.Parameter;
import software.amazon.awssdk.services.rds.model.ResetDbClusterParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.ResetDbClusterParameterGroupResponse;

/** The API actions on DB cluster parameter groups. */
final class ClusterGroupActions {
    private final ParameterGroups groups;
    private final ParameterDescriptions descriptions;

    ClusterGroupActions(ParameterGroups groups, ParameterDescriptions descriptions) {
        this.groups = groups;
        this.descriptions = descriptions;
    }

    void register(Service rds) {
        rds.on(
                        "CreateDBClusterParameterGroup",
                        CreateDbClusterParameterGroupRequest::builder,
                        this::create)
                .on(
                        "CopyDBClusterParameterGroup",
                        CopyDbClusterParameterGroupRequest::builder,
                        this::copy)
                .on(
                        "ModifyDBClusterParameterGroup",
                        ModifyDbClusterParameterGroupRequest::builder,
                        this::modify)
                .on(
                        "ResetDBClusterParameterGroup",
                        ResetDbClusterParameterGroupRequest::builder,
                        this::reset)
                .on(
                        "DeleteDBClusterParameterGroup",
                        DeleteDbClusterParameterGroupRequest::builder,
                        this::delete)
                .on(
                        "DescribeDBClusterParameterGroups",
                        DescribeDbClusterParameterGroupsRequest::builder,
                        this::describe)
                .on(
                        "DescribeDBClusterParameters",
                        DescribeDbClusterParametersRequest::builder,
                        this::parameters)
                .on(
                        "DescribeEngineDefaultClusterParameters",
                        DescribeEngineDefaultClusterParametersRequest::builder,
                        this::defaults);
    }

    private CreateDbClusterParameterGroupResponse create(
            Call call, CreateDbClusterParameterGroupRequest r) {
        ParameterGroup made =
                groups.create(
                        call,
                        "DBClusterParameterGroupName",
                        r.dbClusterParameterGroupName(),
                        r.dbParameterGroupFamily(),
                        r.description(),
                        r.tags());
        return CreateDbClusterParameterGroupResponse.builder()
                .dbClusterParameterGroup(view(call, made))
                .build();
    }

    private CopyDbClusterParameterGroupResponse copy(
            Call call, CopyDbClusterParameterGroupRequest r) {
        ParameterGroup made =
                groups.copy(
                        call,
                        r.sourceDBClusterParameterGroupIdentifier(),
                        "TargetDBClusterParameterGroupIdentifier",
                        r.targetDBClusterParameterGroupIdentifier(),
                        r.targetDBClusterParameterGroupDescription(),
                        r.tags());
        return CopyDbClusterParameterGroupResponse.builder()
                .dbClusterParameterGroup(view(call, made))
                .build();
    }

    private ModifyDbClusterParameterGroupResponse modify(
            Call call, ModifyDbClusterParameterGroupRequest r) {
        String name = groups.set(call, r.dbClusterParameterGroupName(), r.parameters());
        return ModifyDbClusterParameterGroupResponse.builder()
                .dbClusterParameterGroupName(name)
                .build();
    }

    private ResetDbClusterParameterGroupResponse reset(
            Call call, ResetDbClusterParameterGroupRequest r) {
        String name =
                groups.reset(
                        call,
                        r.dbClusterParameterGroupName(),
                        r.resetAllParameters(),
                        r.parameters());
        return ResetDbClusterParameterGroupResponse.builder()
                .dbClusterParameterGroupName(name)
                .build();
    }

    private DeleteDbClusterParameterGroupResponse delete(
            Call call, DeleteDbClusterParameterGroupRequest r) {
        groups.delete(call, r.dbClusterParameterGroupName());
        return DeleteDbClusterParameterGroupResponse.builder().build();
    }

    private DescribeDbClusterParameterGroupsResponse describe(
            Call call, DescribeDbClusterParameterGroupsRequest r) {
        Paging<ParameterGroup> page =
                descriptions.groups(
                        call,
                        r.dbClusterParameterGroupName(),
                        new Wanted(r.filters(), r.maxRecords(), r.marker()));
        return DescribeDbClusterParameterGroupsResponse.builder()
                .dbClusterParameterGroups(
                        page.rows().stream().map(group -> view(call, group)).toList())
                .marker(page.markerOrNull())
                .build();
    }

    private static DBClusterParameterGroup view(Call call, ParameterGroup group) {
        return DBClusterParameterGroup.builder()
                .dbClusterParameterGroupName(group.name())
                .dbParameterGroupFamily(ParameterFamily.name(group.major()))
                .description(group.description())
                .dbClusterParameterGroupArn(
                        GroupKind.CLUSTER
                                .arn(call.region(), call.account(), group.name())
                                .toString())
                .build();
    }

    private DescribeDbClusterParametersResponse parameters(
            Call call, DescribeDbClusterParametersRequest r) {
        Paging<Parameter> page =
                descriptions.parameters(
                        call,
                        r.dbClusterParameterGroupName(),
                        r.source(),
                        new Wanted(r.filters(), r.maxRecords(), r.marker()));
        return DescribeDbClusterParametersResponse.builder()
                .parameters(page.rows().stream().map(ClusterGroupActions::ofCluster).toList())
                .marker(page.markerOrNull())
                .build();
    }

    private DescribeEngineDefaultClusterParametersResponse defaults(
            Call call, DescribeEngineDefaultClusterParametersRequest r) {
        Paging<Parameter> page =
                descriptions.defaults(
                        r.dbParameterGroupFamily(),
                        new Wanted(r.filters(), r.maxRecords(), r.marker()));
        EngineDefaults defaults =
                EngineDefaults.builder()
                        .dbParameterGroupFamily(descriptions.family(r.dbParameterGroupFamily()))
                        .parameters(
                                page.rows().stream().map(ClusterGroupActions::ofCluster).toList())
                        .marker(page.markerOrNull())
                        .build();
        return DescribeEngineDefaultClusterParametersResponse.builder()
                .engineDefaults(defaults)
                .build();
    }

    /** Source: RDS API, Parameter, SupportedEngineModes. */
    private static Parameter ofCluster(Parameter row) {
        return row.toBuilder().supportedEngineModes("provisioned").build();
    }
}
