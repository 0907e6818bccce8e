package homeport.control.cluster;

import static homeport.control.testkit.Calls.arn;
import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.testkit.Calls;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.rds.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterMember;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterEndpointsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterEndpointsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbClustersRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbClustersResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesResponse;
import software.amazon.awssdk.services.rds.model.Filter;
import software.amazon.awssdk.services.rds.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.rds.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.rds.model.RemoveTagsFromResourceRequest;
import software.amazon.awssdk.services.rds.model.Tag;

/** Source: RDS API reference, DescribeDBClusters, DescribeDBInstances and the tag actions. */
class DescribeClustersTest {
    private final ClusterRig rig = new ClusterRig(false);

    @Test
    void aClusterTellsWhatTerraformReads() {
        DBCluster now =
                rig.serving(
                        ClusterRig.request("ledger")
                                .databaseName("books")
                                .enableCloudwatchLogsExports("postgresql")
                                .enablePerformanceInsights(true)
                                .tags(tag("team", "money")));
        assertThat(now.status()).isEqualTo("available");
        assertThat(now.hostedZoneId()).isNotEmpty();
        assertThat(now.dbClusterParameterGroup()).isEqualTo("default.postgres16");
        assertThat(now.dbSubnetGroup()).isEqualTo("default");
        assertThat(now.networkType()).isEqualTo("IPV4");
        assertThat(now.engineLifecycleSupport()).isEqualTo("open-source-rds-extended-support");
        assertThat(now.enabledCloudwatchLogsExports()).containsExactly("postgresql");
        assertThat(now.performanceInsightsEnabled()).isTrue();
        assertThat(now.performanceInsightsRetentionPeriod()).isEqualTo(7);
        assertThat(now.certificateDetails().caIdentifier()).isEqualTo("rds-ca-ecc384-g1");
        assertThat(now.tagList()).containsExactly(tag("team", "money"));
        assertThat(now.pendingModifiedValues()).isNull();
        assertThat(now.masterUserSecret()).isNull();
        assertThat(now.globalClusterIdentifier()).isNull();
        assertThat(now.serverlessV2ScalingConfiguration()).isNull();
        assertThat(now.dbClusterMembers())
                .extracting(DBClusterMember::dbClusterParameterGroupStatus)
                .containsOnly("in-sync");
        assertThat(now.dbClusterMembers())
                .filteredOn(DBClusterMember::isClusterWriter)
                .extracting(DBClusterMember::dbInstanceIdentifier)
                .containsExactly("ledger-instance-1");
    }

    @Test
    void clustersAreListedByNameAndPage() {
        for (int n = 10; n < 32; n++) rig.create(ClusterRig.request("c" + n));
        List<String> seen = new ArrayList<>();
        DescribeDbClustersResponse page = rig.list(all().maxRecords(20));
        page.dbClusters().forEach(c -> seen.add(c.dbClusterIdentifier()));
        assertThat(seen).hasSize(20);
        page = rig.list(all().maxRecords(20).marker(page.marker()));
        page.dbClusters().forEach(c -> seen.add(c.dbClusterIdentifier()));
        assertThat(page.marker()).isNull();
        assertThat(seen).hasSize(22).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ledger", "LEDGER", "arn:aws:rds:us-east-1:000000000000:cluster:ledger"})
    void aClusterIsNamedInAnyCaseOrByItsArn(String name) {
        rig.create(ClusterRig.request("ledger"));
        assertThat(rig.describe(name).dbClusterIdentifier()).isEqualTo("ledger");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody",
                "led/ger",
                "ledger-instance-1",
                "arn:aws:rds:eu-west-1:000000000000:cluster:ledger",
                "arn:aws:rds:us-east-1:000000000000:db:ledger"
            })
    void whatIsNoClusterIsNotFound(String name) {
        rig.create(ClusterRig.request("ledger"));
        assertThat(error(() -> rig.describe(name)))
                .isEqualTo("DBClusterNotFoundFault: DBCluster " + name + " not found.");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "db-cluster-id,ledger,1",
        "db-cluster-id,arn:aws:rds:us-east-1:000000000000:cluster:ledger,1",
        "db-cluster-id,nobody,0",
        "engine,postgres,2",
        "engine,aurora-postgresql,0",
        "clone-group-id,x,0",
        "domain,x,0"
    })
    void filtersChoose(String name, String value, int found) {
        rig.create(ClusterRig.request("ledger"));
        rig.create(ClusterRig.request("books"));
        assertThat(
                        rig.list(all().filters(Filter.builder().name(name).values(value).build()))
                                .dbClusters())
                .hasSize(found);
    }

    @Test
    void membersAreInstancesOfTheirCluster() {
        rig.serving(ClusterRig.request("ledger"));
        rig.create(ClusterRig.request("books"));
        List<DBInstance> members = members("ledger");
        assertThat(members)
                .extracting(DBInstance::dbInstanceIdentifier)
                .containsExactly("ledger-instance-1", "ledger-instance-2", "ledger-instance-3");
        assertThat(members).extracting(DBInstance::dbClusterIdentifier).containsOnly("ledger");
        assertThat(members).extracting(DBInstance::dbInstanceStatus).containsOnly("available");
        assertThat(members).extracting(DBInstance::multiAZ).containsOnly(false);
        assertThat(members).extracting(DBInstance::dbiResourceId).doesNotHaveDuplicates();
        assertThat(members).extracting(i -> i.endpoint().address()).doesNotHaveDuplicates();
    }

    @Test
    void aReaderThatIsAwayIsRestarting() {
        rig.serving(ClusterRig.request("ledger"));
        rig.led("ledger", Set.of("n3"));
        assertThat(members("ledger"))
                .extracting(DBInstance::dbInstanceStatus)
                .containsExactly("available", "rebooting", "available");
        assertThat(rig.describe("ledger").status()).isEqualTo("available");
    }

    @Test
    void aClusterAndItsMembersHaveTagsOfTheirOwn() {
        rig.create(ClusterRig.request("ledger").tags(tag("team", "money")));
        String cluster = arn("cluster", "ledger");
        String member = arn("db", "ledger-instance-2");
        tag(cluster, tag("stage", "test"));
        tag(member, tag("role", "reports"));
        assertThat(tags(cluster)).containsExactly(tag("stage", "test"), tag("team", "money"));
        assertThat(tags(member)).containsExactly(tag("role", "reports"));
        assertThat(rig.member("ledger-instance-2").tagList())
                .containsExactly(tag("role", "reports"));
        assertThat(rig.member("ledger-instance-1").tagList()).isEmpty();
        Calls.call(
                rig.rds,
                "RemoveTagsFromResource",
                RemoveTagsFromResourceRequest.builder()
                        .resourceName(cluster)
                        .tagKeys("team")
                        .build(),
                Object.class);
        assertThat(rig.describe("ledger").tagList()).containsExactly(tag("stage", "test"));
        assertThat(error(() -> tags(arn("cluster", "nobody"))))
                .startsWith("DBClusterNotFoundFault: ");
        assertThat(error(() -> tags(arn("db", "ledger"))))
                .isEqualTo("DBInstanceNotFound: DBInstance ledger not found.");
    }

    @Test
    void endpointsOfTheUsersOwnMakingAreAuroras() {
        rig.create(ClusterRig.request("ledger"));
        var r = DescribeDbClusterEndpointsRequest.builder();
        assertThat(endpoints(r.dbClusterIdentifier("ledger")).dbClusterEndpoints()).isEmpty();
        assertThat(error(() -> endpoints(r.dbClusterIdentifier("nobody"))))
                .startsWith("DBClusterNotFoundFault: ");
    }

    private DescribeDbClusterEndpointsResponse endpoints(
            DescribeDbClusterEndpointsRequest.Builder r) {
        return Calls.call(
                rig.rds,
                "DescribeDBClusterEndpoints",
                r.build(),
                DescribeDbClusterEndpointsResponse.class);
    }

    private List<DBInstance> members(String cluster) {
        var r =
                DescribeDbInstancesRequest.builder()
                        .filters(Filter.builder().name("db-cluster-id").values(cluster).build())
                        .build();
        return Calls.call(rig.rds, "DescribeDBInstances", r, DescribeDbInstancesResponse.class)
                .dbInstances();
    }

    private void tag(String arn, Tag tag) {
        var r = AddTagsToResourceRequest.builder().resourceName(arn).tags(tag).build();
        Calls.call(rig.rds, "AddTagsToResource", r, Object.class);
    }

    private List<Tag> tags(String arn) {
        var r = ListTagsForResourceRequest.builder().resourceName(arn).build();
        return Calls.call(rig.rds, "ListTagsForResource", r, ListTagsForResourceResponse.class)
                .tagList();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static DescribeDbClustersRequest.Builder all() {
        return DescribeDbClustersRequest.builder();
    }
}
