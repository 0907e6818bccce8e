package homeport.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Schema {@code rds_tools}: the functions by which a driver finds out who belongs to a Multi-AZ DB
 * cluster and who writes. They read settings of the server that they run on, so they are right on
 * every node although the schema is the same on all. Source: the queries of AWS's drivers for
 * Multi-AZ DB clusters.
 */
final class TopologyTools {
    /**
     * Counted as part of plpgsql, so that {@code pg_dump} leaves them out as it does for an
     * extension, and no user drops them.
     */
    private static final String CREATION =
            """
            DO $do$
            BEGIN
                IF to_regnamespace('rds_tools') IS NOT NULL THEN
                    RETURN;
                END IF;
                CREATE SCHEMA rds_tools;
                GRANT USAGE ON SCHEMA rds_tools TO PUBLIC;
                CREATE FUNCTION rds_tools.dbi_resource_id(OUT dbi_resource_id text)
                    LANGUAGE sql STABLE AS $f$
                    SELECT nullif(pg_catalog.current_setting('rds.dbi_resource_id', true), '') $f$;
                CREATE FUNCTION rds_tools.multi_az_db_cluster_source_dbi_resource_id(
                        OUT multi_az_db_cluster_source_dbi_resource_id text)
                    LANGUAGE sql STABLE AS $f$
                    SELECT nullif(
                        pg_catalog.current_setting('rds.source_dbi_resource_id', true), '') $f$;
                CREATE FUNCTION rds_tools.show_topology(caller text DEFAULT NULL)
                    RETURNS TABLE (id text, endpoint text, port integer)
                    LANGUAGE sql STABLE AS $f$
                    SELECT pg_catalog.split_part(member, ',', 1),
                        pg_catalog.split_part(member, ',', 2),
                        pg_catalog.current_setting('rds.topology_port')::integer
                    FROM pg_catalog.unnest(pg_catalog.string_to_array(
                        nullif(pg_catalog.current_setting('rds.topology', true), ''), ';'))
                        AS member $f$;
                IF EXISTS (SELECT FROM pg_extension WHERE extname = 'plpgsql') THEN
                    ALTER EXTENSION plpgsql ADD SCHEMA rds_tools;
                    ALTER EXTENSION plpgsql ADD FUNCTION rds_tools.dbi_resource_id();
                    ALTER EXTENSION plpgsql
                        ADD FUNCTION rds_tools.multi_az_db_cluster_source_dbi_resource_id();
                    ALTER EXTENSION plpgsql ADD FUNCTION rds_tools.show_topology(text);
                END IF;
            END $do$\
            """;

    private TopologyTools() {}

    /**
     * Lets scripts that were written for RDS say {@code CREATE EXTENSION rds_tools}: the functions
     * are there already, so it adds nothing. For binaries of ours only; where the system's are used
     * the statement fails and is not needed.
     *
     * @param folder of the installation's extensions
     */
    static void offerExtension(Path folder) {
        try {
            Files.writeString(
                    folder.resolve("rds_tools.control"),
                    "comment = 'topology of a Multi-AZ DB cluster, for drivers'\n"
                            + "default_version = '1.0'\n"
                            + "superuser = false\n");
            Files.writeString(
                    folder.resolve("rds_tools--1.0.sql"), "-- The functions are there already.\n");
        } catch (IOException e) {
            throw new EngineException("cannot add an extension to " + folder, e);
        }
    }

    /** In every database, also in those that are made later. */
    static void add(NodePlace place, AdminAccess admin) {
        try {
            for (String database : databases(place, admin))
                try (Connection session = admin.connect(place, database);
                        Statement sql = session.createStatement()) {
                    sql.execute(CREATION);
                }
        } catch (SQLException e) {
            throw new EngineException("cannot make rds_tools: " + e.getMessage(), e);
        }
    }

    private static List<String> databases(NodePlace place, AdminAccess admin) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection session = admin.connect(place, Roles.ADMIN_DATABASE);
                Statement sql = session.createStatement();
                ResultSet rows =
                        sql.executeQuery("SELECT datname FROM pg_database WHERE datallowconn")) {
            while (rows.next()) names.add(rows.getString(1));
        }
        return names;
    }
}
