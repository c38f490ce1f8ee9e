import { Marked } from 'marked'
import sanitizeHtml from 'sanitize-html'
import { escapeHtml, type Html, html, rawHtml } from '../../base/html.ts'

/**
 * Markdown as people and Apps write it (GitHub Flavored), as HTML that can do no harm: a few tags, links to the web or within the
 * page's host, images only named. In `remark`s a line break is a break, as in GitHub's comments; in files it is a space.
 */
export function markdown(text: string, kind: 'remark' | 'file' = 'remark'): Html {
  try {
    const written = marked.parse(text, { async: false, breaks: kind === 'remark' })
    return rawHtml(sanitizeHtml(written, allowed))
  } catch {
    // Nested deeper than the parser's stack: nobody meant it to be read.
    return html`<pre>${text}</pre>`
  }
}

/** Markup that Apps write: folding, small print, comments. Any other stays the text it is. */
const harmless = /^(?:[^<]|<\/?(?:details|summary|sub|sup|code|strong)>|<details open>|<!--.*?-->)*$/s

const marked = new Marked({
  renderer: {
    html: ({ text }) => (harmless.test(text) ? text : escapeHtml(text)),
    image: ({ text }) => `<em>${escapeHtml(text)}</em>`,
  },
})

const allowed: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'blockquote', 'pre', 'code', 'ul', 'ol', 'li'],
    ...['strong', 'em', 'del', 'sub', 'sup', 'a', 'details', 'summary'],
    ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: { a: ['href', 'rel'], details: ['open'], ol: ['start'] },
  allowedSchemes: ['http', 'https'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'escape',
  transformTags: {
    // The page has its own heading.
    h1: 'h2',
    a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, rel: 'nofollow noopener' } }),
  },
}
