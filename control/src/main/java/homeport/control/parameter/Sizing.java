package homeport.control.parameter;

import homeport.control.catalog.InstanceClass;

/**
 * What formulas may ask of an instance.
 *
 * @param hostMemoryBytes the share of the host's memory that the instance may plan with
 * @param port of the endpoint
 * @param replica it follows another instance
 */
public record Sizing(
        InstanceClass instanceClass,
        long hostMemoryBytes,
        long allocatedStorageBytes,
        int port,
        boolean replica) {
    /** As large as the class says, for what follows the class: connections, workers. */
    Formula.Variables nominal() {
        return variables(instanceClass.memoryBytes());
    }

    /**
     * No larger than the host, for what is really allocated: a class of 512 GiB must start on a
     * laptop.
     */
    Formula.Variables real() {
        return variables(Math.min(instanceClass.memoryBytes(), hostMemoryBytes));
    }

    private Formula.Variables variables(long memoryBytes) {
        return name ->
                switch (name) {
                    case DB_INSTANCE_CLASS_MEMORY -> memoryBytes;
                    case DB_INSTANCE_VCPU -> instanceClass.vcpu();
                    case ALLOCATED_STORAGE -> allocatedStorageBytes;
                    case END_POINT_PORT -> port;
                    case TRUE_IF_REPLICA -> replica ? 1 : 0;
                };
    }
}
