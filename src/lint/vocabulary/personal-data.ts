import { wordsOf } from './words.ts'

/** Names of what identifies a person or is nobody's business but theirs, word by word. */
const personal = new Set([
  ...['email', 'email address', 'e mail', 'phone', 'phone number', 'mobile', 'mobile number', 'telephone', 'fax'],
  ...['first name', 'last name', 'full name', 'given name', 'family name', 'middle name', 'surname', 'maiden name'],
  ...['birth date', 'birthdate', 'birthday', 'date of birth', 'dob', 'place of birth', 'gender', 'nationality'],
  ...['ssn', 'social security number', 'national id', 'passport', 'passport number', 'tax id', 'driving licence'],
  ...[
    'driver license',
    'drivers license',
    'iban',
    'bank account',
    'account holder',
    'card number',
    'credit card',
    'cvv',
    'cvc',
  ],
  ...['street', 'street address', 'home address', 'postal address', 'ip address', 'salary', 'religion', 'ethnicity'],
])

/** True for a name that by itself speaks of a person: `email`, `billingEmail`, `date_of_birth`. */
export function isPersonal(name: string): boolean {
  const words = wordsOf(name)
  return words.some((_, index) => personal.has(words.slice(index).join(' ')))
}
