package homeport.control.parameter;

import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.parameter.ParameterDescriptions.Wanted;
import homeport.control.record.Paging;
import software.amazon.awssdk.services.rds.model.CopyDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.CopyDbParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.CreateDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.CreateDbParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.DBParameterGroup;
import software.amazon.awssdk.services.rds.model.DeleteDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbParameterGroupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbParameterGroupsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbParametersRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbParametersResponse;
import software.amazon.awssdk.services.rds.model.DescribeEngineDefaultParametersRequest;
import software.amazon.awssdk.services.rds.model.DescribeEngineDefaultParametersResponse;
import software.amazon.awssdk.services.rds.model.EngineDefaults;
import software.amazon.awssdk.services.rds.model.ModifyDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.Parameter;
import software.amazon.awssdk.services.rds.model.ResetDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.ResetDbParameterGroupResponse;

/** The API actions on DB parameter groups. */
final class InstanceGroupActions {
    private final ParameterGroups groups;
    private final ParameterDescriptions descriptions;

    InstanceGroupActions(ParameterGroups groups, ParameterDescriptions descriptions) {
        this.groups = groups;
        this.descriptions = descriptions;
    }

    void register(Service rds) {
        rds.on("CreateDBParameterGroup", CreateDbParameterGroupRequest::builder, this::create)
                .on("CopyDBParameterGroup", CopyDbParameterGroupRequest::builder, this::copy)
                .on("ModifyDBParameterGroup", ModifyDbParameterGroupRequest::builder, this::modify)
                .on("ResetDBParameterGroup", ResetDbParameterGroupRequest::builder, this::reset)
                .on("DeleteDBParameterGroup", DeleteDbParameterGroupRequest::builder, this::delete)
                .on(
                        "DescribeDBParameterGroups",
                        DescribeDbParameterGroupsRequest::builder,
                        this::describe)
                .on("DescribeDBParameters", DescribeDbParametersRequest::builder, this::parameters)
                .on(
                        "DescribeEngineDefaultParameters",
                        DescribeEngineDefaultParametersRequest::builder,
                        this::defaults);
    }

    private CreateDbParameterGroupResponse create(Call call, CreateDbParameterGroupRequest r) {
        ParameterGroup made =
                groups.create(
                        call,
                        "DBParameterGroupName",
                        r.dbParameterGroupName(),
                        r.dbParameterGroupFamily(),
                        r.description(),
                        r.tags());
        return CreateDbParameterGroupResponse.builder().dbParameterGroup(view(call, made)).build();
    }

    private CopyDbParameterGroupResponse copy(Call call, CopyDbParameterGroupRequest r) {
        ParameterGroup made =
                groups.copy(
                        call,
                        r.sourceDBParameterGroupIdentifier(),
                        "TargetDBParameterGroupIdentifier",
                        r.targetDBParameterGroupIdentifier(),
                        r.targetDBParameterGroupDescription(),
                        r.tags());
        return CopyDbParameterGroupResponse.builder().dbParameterGroup(view(call, made)).build();
    }

    private ModifyDbParameterGroupResponse modify(Call call, ModifyDbParameterGroupRequest r) {
        String name = groups.set(call, r.dbParameterGroupName(), r.parameters());
        return ModifyDbParameterGroupResponse.builder().dbParameterGroupName(name).build();
    }

    private ResetDbParameterGroupResponse reset(Call call, ResetDbParameterGroupRequest r) {
        String name =
                groups.reset(
                        call, r.dbParameterGroupName(), r.resetAllParameters(), r.parameters());
        return ResetDbParameterGroupResponse.builder().dbParameterGroupName(name).build();
    }

    private DeleteDbParameterGroupResponse delete(Call call, DeleteDbParameterGroupRequest r) {
        groups.delete(call, r.dbParameterGroupName());
        return DeleteDbParameterGroupResponse.builder().build();
    }

    private DescribeDbParameterGroupsResponse describe(
            Call call, DescribeDbParameterGroupsRequest r) {
        Paging<ParameterGroup> page =
                descriptions.groups(
                        call,
                        r.dbParameterGroupName(),
                        new Wanted(r.filters(), r.maxRecords(), r.marker()));
        return DescribeDbParameterGroupsResponse.builder()
                .dbParameterGroups(page.rows().stream().map(group -> view(call, group)).toList())
                .marker(page.markerOrNull())
                .build();
    }

    private static DBParameterGroup view(Call call, ParameterGroup group) {
        return DBParameterGroup.builder()
                .dbParameterGroupName(group.name())
                .dbParameterGroupFamily(ParameterFamily.name(group.major()))
                .description(group.description())
                .dbParameterGroupArn(
                        GroupKind.INSTANCE
                                .arn(call.region(), call.account(), group.name())
                                .toString())
                .build();
    }

    private DescribeDbParametersResponse parameters(Call call, DescribeDbParametersRequest r) {
        Paging<Parameter> page =
                descriptions.parameters(
                        call,
                        r.dbParameterGroupName(),
                        r.source(),
                        new Wanted(r.filters(), r.maxRecords(), r.marker()));
        return DescribeDbParametersResponse.builder()
                .parameters(page.rows())
                .marker(page.markerOrNull())
                .build();
    }

    private DescribeEngineDefaultParametersResponse defaults(
            Call call, DescribeEngineDefaultParametersRequest r) {
        Paging<Parameter> page =
                descriptions.defaults(
                        r.dbParameterGroupFamily(),
                        new Wanted(r.filters(), r.maxRecords(), r.marker()));
        EngineDefaults defaults =
                EngineDefaults.builder()
                        .dbParameterGroupFamily(descriptions.family(r.dbParameterGroupFamily()))
                        .parameters(page.rows())
                        .marker(page.markerOrNull())
                        .build();
        return DescribeEngineDefaultParametersResponse.builder().engineDefaults(defaults).build();
    }
}
