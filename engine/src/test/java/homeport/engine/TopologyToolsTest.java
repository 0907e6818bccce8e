package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What drivers ask of a node of a cluster. Source: AWS's JDBC wrapper, dialect of such clusters.
 */
class TopologyToolsTest {
    private static final Map<String, String> TOLD =
            Map.of(
                    "rds.dbi_resource_id", "db-B",
                    "rds.source_dbi_resource_id", "db-A",
                    "rds.topology", "db-A,one.x.rds.amazonaws.com;db-B,two.x.rds.amazonaws.com",
                    "rds.topology_port", "5433");

    private static final String WRITER =
            "SELECT multi_az_db_cluster_source_dbi_resource_id"
                    + " FROM rds_tools.multi_az_db_cluster_source_dbi_resource_id()";
    private static final String MEMBERS =
            "SELECT string_agg(id || ' ' || endpoint || ' ' || port, ', ' ORDER BY id)"
                    + " FROM rds_tools.show_topology('some-driver')";

    @ParameterizedTest
    @MethodSource("homeport.engine.Lab#shipped")
    void theyAreRightInEveryDatabaseAlsoInOneThatIsMadeLater(EngineVersion version)
            throws Exception {
        try (Lab lab = new Lab()) {
            Node node = lab.created("n1", version);
            node.configure(TOLD);
            node.start(Lab.MAX);
            node.addTopologyTools();
            node.addTopologyTools();
            try (Connection master = Lab.master(node)) {
                Lab.run(master, "CREATE DATABASE later");
                Lab.run(master, "CREATE EXTENSION rds_tools");
            }
            for (String database : new String[] {"postgres", Lab.DATABASE, "later"}) {
                try (Connection user =
                        Lab.client(node, Lab.MASTER, Lab.PASSWORD.text(), database)) {
                    assertThat(Lab.one(user, "SELECT rds_tools.dbi_resource_id()"))
                            .isEqualTo("db-B");
                    assertThat(Lab.one(user, WRITER)).isEqualTo("db-A");
                    assertThat(Lab.one(user, MEMBERS))
                            .isEqualTo(
                                    "db-A one.x.rds.amazonaws.com 5433,"
                                            + " db-B two.x.rds.amazonaws.com 5433");
                }
            }
        }
    }
}
