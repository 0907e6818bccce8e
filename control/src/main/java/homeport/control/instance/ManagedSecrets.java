package homeport.control.instance;

/** Secrets that the service keeps for users; the neighbouring Secrets Manager has them. */
public interface ManagedSecrets {
    /**
     * @param name {@code rds!db-<uuid>}, a cluster's {@code rds!cluster-<uuid>}
     * @param json {@code {"username": …, "password": …}}
     * @return its ARN
     */
    String create(String region, String name, String json);

    void put(String arn, String json);

    /** May be repeated. */
    void delete(String arn);
}
