import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import { useEffect, useRef } from 'react';
import { go, href } from '../url/location';

const NEXT_MILLIS_MAX = 1500;

/** Keys that work everywhere save in a field: `g` and a letter go to a page, `?` lists them. */
export function Keys({
  open,
  setOpen,
  sections,
}: {
  open: boolean;
  setOpen: (open: boolean) => void;
  sections: { text: string; path: string; key: string }[];
}) {
  const began = useRef(0);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
      if (event.key === '?') setOpen(true);
      else if (event.key === 'g' && Date.now() - began.current > NEXT_MILLIS_MAX) began.current = Date.now();
      else if (Date.now() - began.current <= NEXT_MILLIS_MAX) {
        const to = sections.find((one) => one.key === event.key);
        began.current = 0;
        if (to) go(href(to.path));
      }
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [sections, setOpen]);
  if (!open) return null;
  return (
    <Modal visible onDismiss={() => setOpen(false)} header="Keyboard shortcuts" closeAriaLabel="Close">
      <KeyValuePairs
        columns={2}
        items={[
          ...sections.map((one) => ({ label: one.text, value: <Box variant="code">g {one.key}</Box> })),
          { label: 'In a chart: move the cursor', value: <Box variant="code">← →, with Shift by ten</Box> },
          { label: 'In a chart: mark begin and end, zoom', value: <Box variant="code">m … m</Box> },
          { label: 'Insights: earlier, later', value: <Box variant="code">[ ]</Box> },
          { label: 'Insights: zoom out, live', value: <Box variant="code">z, l</Box> },
          { label: 'This list', value: <Box variant="code">?</Box> },
        ]}
      />
    </Modal>
  );
}

export function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}
