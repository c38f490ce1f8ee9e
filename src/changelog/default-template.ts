/** What a release says where the catalog brings no words of its own. */
export const defaultTemplate = `## {{version}}{{#if date}} ({{date}}){{/if}}

{{#if first}}
The first release of {{title}}.
{{else}}
{{#unless any}}
Nothing changed for consumers since {{previous}}.
{{/unless}}
{{/if}}
{{#if breaking}}
### Breaking

{{#each breaking}}
- {{#if operation}}{{operation}}: {{/if}}{{message}}.
  {{help}}{{#if others}} {{others}}{{/if}}
{{/each}}

{{/if}}
{{#if dangerous}}
### May break

{{#each dangerous}}
- {{#if operation}}{{operation}}: {{/if}}{{message}}.
  {{help}}{{#if others}} {{others}}{{/if}}
{{/each}}

{{/if}}
{{#if added}}
### Added

{{#each added}}
- {{#if operation}}{{operation}}: {{/if}}{{message}}{{#if others}}. {{others}}{{/if}}
{{/each}}

{{/if}}
{{#if changed}}
### Changed

{{#each changed}}
- {{#if operation}}{{operation}}: {{/if}}{{message}}{{#if others}}. {{others}}{{/if}}
{{/each}}

{{/if}}
{{#if deprecated}}
### Deprecated

{{#each deprecated}}
- {{#if operation}}{{operation}}: {{/if}}{{message}}{{#if others}}. {{others}}{{/if}}
{{/each}}

{{/if}}
`
