import Box from '@cloudscape-design/components/box';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import { visible } from './format';

/** Text in its own letters, and a button that copies it as it is. */
export function Copyable({ text, what }: { text: string; what: string }) {
  return (
    <div className="copyable">
      <pre tabIndex={0} aria-label={what}>
        {visible(text)}
      </pre>
      <Box float="right">
        <CopyToClipboard
          copyButtonAriaLabel={`Copy ${what}`}
          copyErrorText="It could not be copied"
          copySuccessText="Copied"
          textToCopy={text}
          variant="icon"
        />
      </Box>
    </div>
  );
}
