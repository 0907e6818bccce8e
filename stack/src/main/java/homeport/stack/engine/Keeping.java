package homeport.stack.engine;

import homeport.stack.template.Resource;
import homeport.stack.template.Retention;
import tools.jackson.databind.node.ObjectNode;

/** The policy of a resource that says none. */
final class Keeping {
    private Keeping() {}

    /**
     * Databases leave a snapshot, save those that are a copy or a member of another. Source: user
     * guide, "DeletionPolicy attribute".
     */
    static Retention deletion(Resource resource) {
        if (resource.deletionSaid()) return resource.deletion();
        ObjectNode properties = resource.properties();
        boolean database =
                switch (resource.type()) {
                    case "AWS::RDS::DBCluster" -> !properties.has("ReplicationSourceIdentifier");
                    case "AWS::RDS::DBInstance" ->
                            !properties.has("DBClusterIdentifier")
                                    && !properties.has("SourceDBInstanceIdentifier");
                    default -> false;
                };
        return database ? Retention.SNAPSHOT : Retention.DELETE;
    }
}
