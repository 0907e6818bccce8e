package homeport.control.log;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.name.Filters;
import homeport.control.record.Paging;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DescribeDBLogFilesDetails;
import software.amazon.awssdk.services.rds.model.DescribeDbLogFilesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbLogFilesResponse;
import software.amazon.awssdk.services.rds.model.DownloadDbLogFilePortionRequest;
import software.amazon.awssdk.services.rds.model.DownloadDbLogFilePortionResponse;

/** DescribeDBLogFiles and DownloadDBLogFilePortion. A file is named {@code error/<its name>}. */
public final class LogFiles {
    private static final String FOLDER = "error/";

    private final Of logs;

    /** Whoever knows the instances says where their log files are. */
    @FunctionalInterface
    public interface Of {
        /**
         * @return its log files, oldest first
         * @throws AwsException {@code DBInstanceNotFound}
         */
        List<Path> instance(Call call, String identifier);
    }

    public LogFiles(Of logs) {
        this.logs = logs;
    }

    public void register(Service rds) {
        rds.on("DescribeDBLogFiles", DescribeDbLogFilesRequest::builder, this::describe)
                .on(
                        "DownloadDBLogFilePortion",
                        DownloadDbLogFilePortionRequest::builder,
                        this::download);
    }

    private DescribeDbLogFilesResponse describe(Call call, DescribeDbLogFilesRequest asked) {
        Filters.of(asked.filters(), Map.of());
        List<DescribeDBLogFilesDetails> all = new ArrayList<>();
        for (Path file : logs.instance(call, asked.dbInstanceIdentifier()))
            details(file).filter(found -> wanted(asked, found)).ifPresent(all::add);
        all.sort(Comparator.comparing(DescribeDBLogFilesDetails::logFileName));
        Paging<DescribeDBLogFilesDetails> page =
                Paging.of(
                        all,
                        asked.maxRecords(),
                        asked.marker(),
                        DescribeDBLogFilesDetails::logFileName);
        return DescribeDbLogFilesResponse.builder()
                .describeDBLogFiles(page.rows())
                .marker(page.markerOrNull())
                .build();
    }

    private static boolean wanted(
            DescribeDbLogFilesRequest asked, DescribeDBLogFilesDetails found) {
        String part = asked.filenameContains();
        Long written = asked.fileLastWritten();
        Long size = asked.fileSize();
        return (part == null || found.logFileName().contains(part))
                && (written == null || found.lastWritten() >= written)
                && (size == null || found.size() > size);
    }

    private static Optional<DescribeDBLogFilesDetails> details(Path file) {
        try {
            return Optional.of(
                    DescribeDBLogFilesDetails.builder()
                            .logFileName(FOLDER + file.getFileName())
                            .lastWritten(Files.getLastModifiedTime(file).toMillis())
                            .size(Files.size(file))
                            .build());
        } catch (NoSuchFileException rotatedAway) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Only names that the listing gives are found, so none leads out of the log folder. */
    private DownloadDbLogFilePortionResponse download(
            Call call, DownloadDbLogFilePortionRequest asked) {
        String name = asked.logFileName();
        Path file =
                logs.instance(call, asked.dbInstanceIdentifier()).stream()
                        .filter(one -> name.equals(FOLDER + one.getFileName()))
                        .findFirst()
                        .orElseThrow(() -> notFound(name));
        try {
            Portion portion = Portion.of(file, asked.marker(), asked.numberOfLines());
            return DownloadDbLogFilePortionResponse.builder()
                    .logFileData(portion.text())
                    .marker(Long.toString(portion.end()))
                    .additionalDataPending(portion.more())
                    .build();
        } catch (NoSuchFileException rotatedAway) {
            throw notFound(name);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static AwsException notFound(String name) {
        return new AwsException("DBLogFileNotFoundFault", "DBLog File: " + name + ", is not found");
    }
}
