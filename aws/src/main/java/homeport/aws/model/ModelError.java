package homeport.aws.model;

/**
 * An error of a service's model.
 *
 * @param code on the query wire: {@code DBInstanceNotFound}
 * @param shape on the JSON and CBOR wires: {@code DBInstanceNotFoundFault}
 * @param status HTTP status
 */
public record ModelError(String code, String shape, int status) {}
