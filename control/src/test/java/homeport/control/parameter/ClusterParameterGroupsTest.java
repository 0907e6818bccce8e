package homeport.control.parameter;

import static homeport.control.testkit.Calls.REGION;
import static homeport.control.testkit.Calls.arn;
import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import homeport.aws.Service;
import homeport.control.event.Event;
import homeport.control.event.Events;
import homeport.control.name.Arn;
import homeport.control.record.Held;
import homeport.control.record.Records;
import homeport.control.testkit.Calls;
import homeport.control.testkit.DescribedEngines;
import homeport.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.rds.model.CopyDbClusterParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.CopyDbClusterParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.CreateDbClusterParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.CreateDbClusterParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.CreateDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.CreateDbParameterGroupResponse;
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

/**
 * DB cluster parameter groups beside DB parameter groups. Source: RDS API reference,
 * CreateDBClusterParameterGroup and its neighbours.
 */
class ClusterParameterGroupsTest {
    private static DescribedEngines engines;

    private final MemoryStore store = new MemoryStore();
    private final List<String> users = new ArrayList<>();
    private final Service rds = new Service("rds");
    private ParameterGroups clusters;
    private ParameterGroups instances;

    @BeforeAll
    static void anEngineIsInstalled() {
        assumeTrue(DescribedEngines.binary().isPresent());
        engines = new DescribedEngines("16.3");
    }

    @BeforeEach
    void start() {
        Families families = new Families(engines);
        Events events = new Events(store);
        clusters = new ParameterGroups(store, families, events, GroupKind.CLUSTER, (_, _) -> users);
        instances =
                new ParameterGroups(
                        store, families, events, GroupKind.INSTANCE, (_, _) -> List.of());
        clusters.register(rds);
        instances.register(rds);
        create("web");
    }

    @Test
    void aClusterGroupAndAnInstanceGroupMayHaveOneName() {
        assertThat(instances.exists(REGION, "web")).isFalse();
        Calls.call(
                rds,
                "CreateDBParameterGroup",
                CreateDbParameterGroupRequest.builder()
                        .dbParameterGroupName("web")
                        .dbParameterGroupFamily("postgres16")
                        .description("of instances")
                        .build(),
                CreateDbParameterGroupResponse.class);
        set("web", "work_mem", "8192", "immediate");
        assertThat(user("web")).extracting(Parameter::parameterName).containsExactly("work_mem");
        assertThat(instances.count(REGION)).isEqualTo(1);
        clusters.tags().retag(Arn.parse(arn("cluster-pg", "web")), _ -> Map.of("team", "store"));
        assertThat(instances.tags().tags(Arn.parse(arn("pg", "web")))).isEmpty();
        delete("web");
        assertThat(instances.exists(REGION, "web")).isTrue();
    }

    @Test
    void everyFamilyHasADefaultClusterGroupThatNobodyMade() {
        List<DBClusterParameterGroup> all = described(null);
        assertThat(all)
                .extracting(DBClusterParameterGroup::dbClusterParameterGroupName)
                .containsExactly("default.postgres16", "web");
        assertThat(all.getFirst().description())
                .isEqualTo("Default cluster parameter group for postgres16");
        assertThat(all.getLast().dbClusterParameterGroupArn()).isEqualTo(arn("cluster-pg", "web"));
        assertThat(error(() -> set("default.postgres16", "work_mem", "8192", "immediate")))
                .isEqualTo("InvalidParameterValue: Cannot modify a default parameter group.");
        assertThat(error(() -> delete("default.postgres16")))
                .isEqualTo(
                        "InvalidDBParameterGroupState: Default DBClusterParameterGroup cannot be"
                                + " deleted: default.postgres16");
    }

    @Test
    void errorsNameTheKindOfGroup() {
        assertThat(error(() -> described("nobody")))
                .isEqualTo("DBParameterGroupNotFound: DBClusterParameterGroup not found: nobody");
        assertThat(error(() -> create("WEB")))
                .isEqualTo("DBParameterGroupAlreadyExists: Parameter group web already exists");
        assertThat(error(() -> create("w--b"))).contains("DBClusterParameterGroupName");
        assertThat(error(() -> described(arn("pg", "web"))))
                .startsWith("InvalidParameterValue: Not a DBClusterParameterGroup");
        assertThat(error(() -> set("web", "max_connections", "200", "immediate")))
                .isEqualTo(
                        "InvalidParameterCombination: cannot use immediate apply method for static"
                                + " parameter");
    }

    @Test
    void aClusterGroupInUseStays() {
        users.add("ledger");
        assertThat(error(() -> delete("web"))).startsWith("InvalidDBParameterGroupState: One or");
        users.clear();
        delete("web");
        assertThat(clusters.exists(REGION, "web")).isFalse();
    }

    @Test
    void fiftyClusterGroupsAreAllowed() {
        for (int i = clusters.count(REGION); i < 50; i++) create("g-" + i);
        assertThat(error(() -> create("one-more")))
                .isEqualTo(
                        "DBParameterGroupQuotaExceeded: Cannot create more than 50"
                                + " DBClusterParameterGroups");
        assertThat(clusters.quota().name()).isEqualTo("DBClusterParameterGroups");
    }

    @Test
    void aChangeIsAnEventOfTheClusterGroupAndAResetAnother() {
        set("web", "work_mem", "8192", "immediate");
        reset("web");
        assertThat(user("web")).isEmpty();
        assertThat(new Records<>(store, "event", Event.class).list(REGION))
                .extracting(Held::value)
                .hasSize(2)
                .allSatisfy(
                        event -> assertThat(event.sourceArn()).isEqualTo(arn("cluster-pg", "web")));
    }

    @Test
    void aCopyHasTheParametersOfItsSource() {
        set("web", "work_mem", "8192", "immediate");
        var copy =
                CopyDbClusterParameterGroupRequest.builder()
                        .sourceDBClusterParameterGroupIdentifier(arn("cluster-pg", "web"))
                        .targetDBClusterParameterGroupIdentifier("web-2")
                        .targetDBClusterParameterGroupDescription("a copy");
        Calls.call(
                rds,
                "CopyDBClusterParameterGroup",
                copy.build(),
                CopyDbClusterParameterGroupResponse.class);
        assertThat(user("web-2")).extracting(Parameter::parameterValue).containsExactly("8192");
    }

    @Test
    void defaultsOfTheEngineAreListedForClustersToo() {
        EngineDefaults defaults =
                Calls.call(
                                rds,
                                "DescribeEngineDefaultClusterParameters",
                                DescribeEngineDefaultClusterParametersRequest.builder()
                                        .dbParameterGroupFamily("postgres16")
                                        .maxRecords(20)
                                        .build(),
                                DescribeEngineDefaultClusterParametersResponse.class)
                        .engineDefaults();
        assertThat(defaults.parameters()).hasSize(20);
        assertThat(defaults.marker()).isNotNull();
        assertThat(defaults.parameters().getFirst().supportedEngineModes())
                .containsExactly("provisioned");
    }

    private void create(String name) {
        Calls.call(
                rds,
                "CreateDBClusterParameterGroup",
                CreateDbClusterParameterGroupRequest.builder()
                        .dbClusterParameterGroupName(name)
                        .dbParameterGroupFamily("postgres16")
                        .description("for tests")
                        .build(),
                CreateDbClusterParameterGroupResponse.class);
    }

    private void set(String group, String name, String value, String method) {
        Calls.call(
                rds,
                "ModifyDBClusterParameterGroup",
                ModifyDbClusterParameterGroupRequest.builder()
                        .dbClusterParameterGroupName(group)
                        .parameters(
                                Parameter.builder()
                                        .parameterName(name)
                                        .parameterValue(value)
                                        .applyMethod(method)
                                        .build())
                        .build(),
                ModifyDbClusterParameterGroupResponse.class);
    }

    private void reset(String group) {
        Calls.call(
                rds,
                "ResetDBClusterParameterGroup",
                ResetDbClusterParameterGroupRequest.builder()
                        .dbClusterParameterGroupName(group)
                        .resetAllParameters(true)
                        .build(),
                ResetDbClusterParameterGroupResponse.class);
    }

    private void delete(String group) {
        Calls.call(
                rds,
                "DeleteDBClusterParameterGroup",
                DeleteDbClusterParameterGroupRequest.builder()
                        .dbClusterParameterGroupName(group)
                        .build(),
                DeleteDbClusterParameterGroupResponse.class);
    }

    private List<DBClusterParameterGroup> described(String name) {
        return Calls.call(
                        rds,
                        "DescribeDBClusterParameterGroups",
                        DescribeDbClusterParameterGroupsRequest.builder()
                                .dbClusterParameterGroupName(name)
                                .build(),
                        DescribeDbClusterParameterGroupsResponse.class)
                .dbClusterParameterGroups();
    }

    private List<Parameter> user(String group) {
        return Calls.call(
                        rds,
                        "DescribeDBClusterParameters",
                        DescribeDbClusterParametersRequest.builder()
                                .dbClusterParameterGroupName(group)
                                .source("user")
                                .build(),
                        DescribeDbClusterParametersResponse.class)
                .parameters();
    }
}
