package homeport.control.instance;

import static homeport.control.testkit.Calls.REGION;
import static homeport.control.testkit.Calls.arn;
import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.testkit.Examples;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesResponse;
import software.amazon.awssdk.services.rds.model.Filter;

/** Source: RDS API reference, DescribeDBInstances. */
class DescribeInstancesTest {
    private static final int COUNT = 50;

    private final Rig rig = new Rig(false);

    @Test
    void instancesAreListedByNameAndPage() {
        fill();
        List<String> seen = new ArrayList<>();
        DescribeDbInstancesResponse page = rig.list(all().maxRecords(20));
        while (true) {
            page.dbInstances().forEach(i -> seen.add(i.dbInstanceIdentifier()));
            if (page.marker() == null) break;
            page = rig.list(all().maxRecords(20).marker(page.marker()));
        }
        assertThat(seen).hasSize(COUNT).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "ORDERS", "arn:aws:rds:us-east-1:000000000000:db:orders"})
    void anInstanceIsNamedInAnyCaseOrByItsArn(String name) {
        rig.create(Rig.request("orders"));
        assertThat(rig.describe(name).dbInstanceIdentifier()).isEqualTo("orders");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody",
                "ördérs",
                "or/ders",
                "or ders",
                "-",
                "arn:aws:rds:us-east-1:000000000000:db:nobody",
                "arn:aws:rds:eu-west-1:000000000000:db:orders",
                "arn:aws:rds:us-east-1:111111111111:db:orders",
                "arn:aws:rds:us-east-1:000000000000:snapshot:orders"
            })
    void whatIsNotThereIsNotFound(String name) {
        rig.create(Rig.request("orders"));
        assertThat(error(() -> rig.describe(name)))
                .isEqualTo("DBInstanceNotFound: DBInstance " + name + " not found.");
    }

    @ParameterizedTest
    @CsvSource({
        "db-instance-id,orders,1",
        "db-instance-id,arn:aws:rds:us-east-1:000000000000:db:orders,1",
        "db-instance-id,nobody,0",
        "engine,postgres,2",
        "engine,mysql,0",
        "db-cluster-id,any,0",
        "domain,any,0"
    })
    void filtersThatFindNothingAreNoError(String name, String value, int found) {
        rig.create(Rig.request("orders"));
        rig.create(Rig.request("invoices"));
        Filter filter = Filter.builder().name(name).values(value).build();
        assertThat(rig.list(all().filters(filter)).dbInstances()).hasSize(found);
    }

    @Test
    void anAvailableInstanceHasAnEndpointAndEveryMemberThatClientsRead() {
        DBInstance orders = rig.serving(Rig.request("orders").port(5433));
        assertThat(orders.endpoint().port()).isEqualTo(5433);
        assertThat(orders.endpoint().address()).startsWith("127.");
        assertThat(orders.endpoint().hostedZoneId()).isNotEmpty();
        assertThat(orders.dbInstanceArn()).isEqualTo(arn("db", "orders"));
        assertThat(orders.dbInstancePort()).isZero();
        assertThat(orders.instanceCreateTime()).isNotNull();
        assertThat(orders.certificateDetails().validTill()).isNotNull();
        assertThat(orders.optionGroupMemberships().getFirst().optionGroupName())
                .isEqualTo("default:postgres-16");
        assertThat(orders.dbParameterGroups().getFirst().parameterApplyStatus())
                .isEqualTo("in-sync");
    }

    private void fill() {
        IntStream.range(0, COUNT)
                .mapToObj(i -> Examples.instance("orders-" + i, "db-" + i))
                .forEach(asked -> {
                    rig.store.commit(rig.instances.create(REGION, asked));
                    rig.see(asked.identifier(), Examples.serving(asked));
                });
    }

    private static DescribeDbInstancesRequest.Builder all() {
        return DescribeDbInstancesRequest.builder();
    }
}
