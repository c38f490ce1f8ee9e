import { z } from 'zod'
import { accountOfActor } from '../access.ts'
import { created, noContent, notFound, ok } from '../answer.ts'
import { type Reaction, reactionContents } from '../records.ts'
import { type Call, defineRoute, idParam, page } from '../route.ts'
import { reactionShape } from '../shapes/issue.ts'
import { now } from '../world.ts'
import { commentOf, issueOf } from './issues.ts'

const body = z.object({ content: z.enum(reactionContents) })
type Subject = Pick<Reaction, 'subject' | 'subjectId'>
type Asked = Pick<Call, 'world' | 'repo' | 'params' | 'actor' | 'method'>

const ofIssue = (call: Asked): Subject => ({ subject: 'issue', subjectId: issueOf(call).id })
const ofComment = (call: Asked): Subject => ({ subject: 'comment', subjectId: commentOf(call).id })

/** The three routes of one kind of subject: they differ in nothing else. */
function reactionRoutesOn(path: string, noun: string, verb: string, subjectOf: (call: Asked) => Subject) {
  return [
    defineRoute({
      method: 'GET',
      path,
      docs: `reactions/reactions#list-reactions-for-${noun}`,
      door: 'repository',
      permissions: ['issues:read', 'pull_requests:read'],
      behaviours: [],
      handle(call) {
        const { content } = call.query
        const reactions = on(call, subjectOf(call)).filter((one) => content === undefined || one.content === content)
        return page(call, reactions, (reaction) => reactionShape(call.world, reaction))
      },
    }),
    defineRoute({
      method: 'POST',
      path,
      docs: `reactions/reactions#create-reaction-for-${noun}`,
      door: 'token',
      permissions: ['issues:write', 'pull_requests:write'],
      role: 'read',
      behaviours: ['The same reaction twice answers the first one, with 200.'],
      body,
      handle(call) {
        const userId = accountOfActor(call.actor).id
        const subject = subjectOf(call)
        const { content } = call.body
        const old = on(call, subject).find((one) => one.userId === userId && one.content === content)
        if (old !== undefined) return ok(reactionShape(call.world, old))
        const createdAt = now(call.world)
        const reaction = call.world.store.reactions.insert({ ...subject, userId, content, createdAt })
        return created(reactionShape(call.world, reaction))
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: `${path}/{reaction_id}`,
      docs: `reactions/reactions#delete-${verb}`,
      door: 'token',
      permissions: ['issues:write', 'pull_requests:write'],
      role: 'read',
      behaviours: [],
      handle(call) {
        const reaction = on(call, subjectOf(call)).find(({ id }) => id === idParam(call, 'reaction_id'))
        if (reaction?.userId !== accountOfActor(call.actor).id) throw notFound()
        call.world.store.reactions.remove(reaction.id)
        return noContent
      },
    }),
  ]
}

export const reactionRoutes = [
  ...reactionRoutesOn(
    '/repos/{owner}/{repo}/issues/{issue_number}/reactions',
    'an-issue',
    'an-issue-reaction',
    ofIssue,
  ),
  ...reactionRoutesOn(
    '/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
    'an-issue-comment',
    'an-issue-comment-reaction',
    ofComment,
  ),
]

function on(call: Asked, { subject, subjectId }: Subject): readonly Reaction[] {
  return call.world.store.reactions.filter((one) => one.subject === subject && one.subjectId === subjectId)
}
